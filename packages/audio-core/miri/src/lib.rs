//! The binding's own memory under Miri: `cargo +nightly miri test` in this folder.
#![cfg(test)]

#[path = "../../node/src/lent.rs"]
mod lent;
#[path = "../../node/src/shared.rs"]
mod shared;
#[path = "../../node/src/table.rs"]
mod table;

use lent::{Bytes, Cells, Sound};
use shared::Shared;
use table::Table;

#[test]
fn a_block_lives_until_both_sides_have_let_it_go() {
    for is_script_first in [true, false] {
        let mut shared: Shared<f64> = Shared::new(5);
        let (data, length, free) = shared.hand_out().expect("the first asking gets it");
        assert!(shared.hand_out().is_none());
        shared.write(0, &[1.0; 9]);
        shared.set(4, 2.5);
        shared.set(5, 9.0);
        shared.write(4, &[2.5, 7.0]);
        shared.write(9, &[7.0]);
        // SAFETY: JavaScript reads the same way, between two calls.
        assert_eq!(unsafe { core::slice::from_raw_parts(data, length) }, [1.0, 1.0, 1.0, 1.0, 2.5]);
        if is_script_first {
            free(data, length);
            shared.set(0, 3.0);
            drop(shared);
        } else {
            drop(shared);
            // SAFETY: as above.
            assert_eq!(unsafe { data.read() }, 1.0);
            free(data, length);
        }
    }
    assert_eq!(Shared::<u8>::new(0).length(), 1);
}

#[test]
fn a_handle_that_was_closed_never_reaches_another_value() {
    let mut table = Table::new(1);
    let mut closed = Vec::new();
    for value in 0..2_000u32 {
        let handle = table.open(value).expect("there is room");
        assert_eq!(table.get(handle).copied(), Some(value));
        assert!(table.get(handle ^ 1 << 30).is_none());
        if value % 3 > 0 {
            assert_eq!(table.close(handle).as_deref(), Some(&value));
            assert!(table.close(handle).is_none());
            closed.push(handle);
        }
    }
    assert!(closed.iter().all(|&handle| table.get(handle).is_none()));
}

#[test]
fn what_is_lent_is_read_in_place_and_nothing_of_it_when_there_is_nothing() {
    let samples = [1i16, -2, 3];
    // SAFETY: the arrays outlive what is made of them; with no elements any address will do.
    let (sound, none, nothing) = unsafe {
        (
            Sound::new(samples.as_ptr(), 3),
            Sound::new(core::ptr::null(), 0),
            Bytes::new(core::ptr::without_provenance(1), 0),
        )
    };
    assert_eq!((&*sound, none.len(), nothing.len()), (&samples[..], 0, 0));
}

#[test]
fn codes_are_written_over_the_numbers_while_payloads_lie_in_the_same_memory() {
    let mut memory = [7.0f64; 20];
    let all = memory.as_mut_ptr();
    // SAFETY: both lie within `memory`, and every reference to the bytes ends before a cell is written.
    let (cells, bytes) = unsafe { (Cells::new(all, 10), Bytes::new(all.cast(), 160)) };
    for index in 0..12 {
        let payload = bytes.get(index * 8..index * 8 + 16).map(<[u8]>::len);
        assert_eq!(payload, Some(16));
        cells.set(index, cells.get(index) + 1.0);
    }
    assert!(cells.get(10).is_nan());
    assert_eq!((cells.length(), memory[9], memory[10]), (10, 8.0, 7.0));
}
