//! Handles: an index and a generation, so that one that was closed is never taken for its successor.

use std::collections::VecDeque;

/// Bits of a handle that are the index.
const INDEX_BITS: u32 = 16;
const INDEX_MASK: u32 = (1 << INDEX_BITS) - 1;
/// Bits that are the generation; the two above say which table.
const GENERATION_MASK: u32 = (1 << 14) - 1;
const KIND_SHIFT: u32 = 30;
/// A slot rests until so many others are free, so that its generation comes round only after millions of openings.
const RESTING: usize = 256;

/// What is open in this thread, of one kind.
pub struct Table<T> {
    kind: u32,
    slots: Vec<Slot<T>>,
    free: VecDeque<u32>,
}

struct Slot<T> {
    generation: u32,
    value: Option<Box<T>>,
}

impl<T> Table<T> {
    /// An empty table; `kind` is 0 to 3, and tables of different kinds share no handle.
    pub const fn new(kind: u32) -> Table<T> {
        Table { kind, slots: Vec::new(), free: VecDeque::new() }
    }

    /// Keeps a value; none when 65,536 are open.
    pub fn open(&mut self, value: T) -> Option<u32> {
        let is_full = self.slots.len() > INDEX_MASK as usize;
        let rested = if self.free.len() > RESTING || is_full { self.free.pop_front() } else { None };
        let index = match rested {
            Some(index) => index,
            None if is_full => return None,
            None => {
                self.slots.push(Slot { generation: 0, value: None });
                self.slots.len() as u32 - 1
            }
        };
        let slot = self.slots.get_mut(index as usize)?;
        slot.value = Some(Box::new(value));
        Some(self.kind << KIND_SHIFT | slot.generation << INDEX_BITS | index)
    }

    /// The open value of a handle.
    pub fn get(&mut self, handle: u32) -> Option<&mut T> {
        self.slot(handle)?.value.as_deref_mut()
    }

    /// Lets a value go; none when it was gone already.
    pub fn close(&mut self, handle: u32) -> Option<Box<T>> {
        let slot = self.slot(handle)?;
        let value = slot.value.take()?;
        slot.generation = (slot.generation + 1) & GENERATION_MASK;
        self.free.push_back(handle & INDEX_MASK);
        Some(value)
    }

    fn slot(&mut self, handle: u32) -> Option<&mut Slot<T>> {
        let slot = self.slots.get_mut((handle & INDEX_MASK) as usize)?;
        let is_same = handle >> KIND_SHIFT == self.kind && handle >> INDEX_BITS & GENERATION_MASK == slot.generation;
        is_same.then_some(slot)
    }
}
