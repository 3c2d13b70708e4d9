//! Positions somebody waits for.

use std::collections::VecDeque;

#[derive(Clone, Copy, Debug)]
struct Mark {
    id: f64,
    position: u64,
    /// Sound after this position was queued when the mark was made: the mark means its beginning.
    begins_sound: bool,
}

/// Pending marks in order, and those the last tick reached.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pending: VecDeque<Mark>,
    reached: Vec<f64>,
}

impl Marks {
    pub(super) fn add(&mut self, id: f64, position: u64, begins_sound: bool) {
        let at = self.pending.partition_point(|mark| mark.position <= position);
        self.pending.insert(at, Mark { id, position, begins_sound });
    }

    /// Gives out, in order, what was heard up to `played`, and beginnings of sound that plays now, up to `begun`.
    pub(super) fn reach(&mut self, played: u64, begun: u64) {
        self.reached.clear();
        while let Some(&mark) = self.pending.front() {
            if mark.position > played || (mark.begins_sound && mark.position >= begun) {
                break;
            }
            self.reached.push(mark.id);
            self.pending.pop_front();
        }
    }

    pub(super) fn reached(&self) -> &[f64] {
        &self.reached
    }

    /// Forgets marks of sound after `end`.
    pub(super) fn drop_from(&mut self, end: u64) {
        self.pending.retain(|mark| mark.position < end || (mark.position == end && !mark.begins_sound));
        self.reached.clear();
    }

    pub(super) fn clear(&mut self) {
        self.pending.clear();
        self.reached.clear();
    }
}
