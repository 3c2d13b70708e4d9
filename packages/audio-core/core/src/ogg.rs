//! Ogg: packets laid in pages with checksums. Source: RFC 3533.
//!
//! Reading takes bytes in pieces of any size and never trusts them: a page with a wrong checksum is passed over, the next
//! one is looked for, and what is kept in memory is bounded whatever the file claims.

mod checksum;
mod packets;
mod page;
mod writer;

pub use packets::{Demuxer, PagePackets};
pub use page::{MAX_PAGE, Page, PageReader};
pub use writer::PageWriter;

/// No more bytes of one packet are kept; longer ones are dropped whole. Source: RFC 7845 §6, 61,440 for audio packets.
pub const MAX_PACKET: usize = 61_440;

/// Page flag: its first bytes go on with a packet of the page before.
pub const CONTINUED: u8 = 1;
/// Page flag: the first page of a stream.
pub const FIRST: u8 = 2;
/// Page flag: the last page of a stream.
pub const LAST: u8 = 4;
