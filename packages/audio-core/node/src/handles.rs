//! Handles: an index and a generation, so that one that was closed is never taken for its successor.

use std::cell::RefCell;

use napi::{Error, Status};

use crate::call::Call;

/// Bits of a handle that are the index.
const INDEX_BITS: u32 = 16;
const INDEX_MASK: u32 = (1 << INDEX_BITS) - 1;

#[derive(Default)]
struct Slot {
    generation: u32,
    call: Option<Box<Call>>,
}

#[derive(Default)]
struct Table {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

thread_local! {
    // One table for each JavaScript thread: a handle of one worker means nothing in another.
    static TABLE: RefCell<Table> = RefCell::default();
}

/// Keeps a call; none when 65,536 are open.
pub fn open(call: Call) -> napi::Result<u32> {
    TABLE.with_borrow_mut(|table| {
        let index = match table.free.pop() {
            Some(index) => index,
            None if table.slots.len() <= INDEX_MASK as usize => {
                table.slots.push(Slot::default());
                table.slots.len() as u32 - 1
            }
            None => {
                return Err(Error::new(Status::QueueFull, "65536 calls are open. Close some of them first."));
            }
        };
        let slot = &mut table.slots[index as usize];
        slot.call = Some(Box::new(call));
        Ok(slot.generation << INDEX_BITS | index)
    })
}

/// Does something with an open call.
pub fn with<R>(handle: u32, act: impl FnOnce(&mut Call) -> R) -> napi::Result<R> {
    TABLE.with_borrow_mut(|table| {
        let slot = table.slots.get_mut((handle & INDEX_MASK) as usize);
        match slot.filter(|slot| slot.generation == handle >> INDEX_BITS).and_then(|slot| slot.call.as_mut()) {
            Some(call) => Ok(act(call)),
            None => Err(Error::new(Status::InvalidArg, "This call's audio is closed.")),
        }
    })
}

/// Lets a call go; false when it was gone already.
pub fn close(handle: u32) -> bool {
    TABLE.with_borrow_mut(|table| {
        let index = handle & INDEX_MASK;
        let slot = table.slots.get_mut(index as usize).filter(|slot| slot.generation == handle >> INDEX_BITS);
        let Some(slot) = slot else { return false };
        if slot.call.take().is_none() {
            return false;
        }
        slot.generation = (slot.generation + 1) & INDEX_MASK;
        table.free.push(index);
        true
    })
}
