//! The outbound side of a call: queued sound goes out frame by frame on the line's clock, a lead ahead of what is heard,
//! and every position is a count of queued samples. Silence between messages has no positions.

mod marks;
mod tail;

use std::collections::VecDeque;

use crate::rate::SampleRate;
use marks::Marks;
use tail::Tail;

/// Sends queued sound ahead of its playing, and knows what was heard.
#[derive(Debug)]
pub struct Playout {
    frame: usize,
    /// Frames that the far end holds beyond the one it plays.
    lead_frames: usize,
    /// Samples from `played` on, after the first `done`: first what the far end holds, then what is still to send.
    queue: Vec<i16>,
    done: usize,
    tail: Tail,
    played: u64,
    sent: u64,
    /// Samples of sound in each frame that the far end holds, oldest first. The last of a message may be short.
    in_flight: VecDeque<usize>,
    marks: Marks,
    is_paused: bool,
}

impl Playout {
    /// An empty queue for a line of this rate.
    pub fn new(rate: SampleRate, lead_ms: u64) -> Playout {
        let lead_frames = (rate.samples_in(lead_ms) as usize).div_ceil(rate.frame());
        Playout {
            frame: rate.frame(),
            lead_frames,
            queue: Vec::new(),
            done: 0,
            tail: Tail::new(rate),
            played: 0,
            sent: 0,
            in_flight: VecDeque::with_capacity(lead_frames + 2),
            marks: Marks::default(),
            is_paused: false,
        }
    }

    /// Most frames that one tick can give.
    pub fn most_frames(&self) -> usize {
        self.lead_frames + 1
    }

    /// Adds sound of any rate to the end. Returns the position of its end.
    pub fn queue(&mut self, sound: &[i16], rate: SampleRate) -> u64 {
        self.tail.take(sound, rate, &mut self.queue);
        self.queued_end()
    }

    /// Position of the end of all that was queued.
    pub fn queued_end(&self) -> u64 {
        self.played + (self.queue.len() - self.done) as u64 + self.tail.owed()
    }

    /// Position that the caller has heard up to.
    pub fn played(&self) -> u64 {
        self.played
    }

    /// Whether sound is being heard or waits to be.
    pub fn is_playing(&self) -> bool {
        self.queued_end() > self.played
    }

    /// Asks for `id` once `position` was heard. Marks come back in order of position, then of asking.
    ///
    /// A mark on sound that is queued already comes when that sound begins; one at the end of the queue when all was heard.
    pub fn mark(&mut self, id: f64, position: u64) {
        self.marks.add(id, position, position < self.queued_end());
    }

    /// One frame of time passes: what the far end was playing is now heard, and its lead is topped up.
    ///
    /// `send` is given each frame to send; a short last one is filled up with silence.
    /// `heard` is given the sound that begins to play now, which is empty in silence.
    pub fn tick(&mut self, mut send: impl FnMut(&[i16]), heard: impl FnOnce(&[i16])) -> usize {
        if let Some(samples) = self.in_flight.pop_front() {
            self.played += samples as u64;
            self.forget(samples);
        }
        let mut frames = 0;
        while !self.is_paused && self.in_flight.len() <= self.lead_frames {
            if !self.send_one(frames == 0, &mut send) {
                break;
            }
            frames += 1;
        }
        let now = self.in_flight.front().copied().unwrap_or(0);
        heard(&self.queue[self.done..self.done + now]);
        self.marks.reach(self.played, self.sent);
        frames
    }

    /// Marks reached by the last tick.
    pub fn reached(&self) -> &[f64] {
        self.marks.reached()
    }

    /// Stops sending. What the far end holds is still heard.
    pub fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Goes on from the exact sample.
    pub fn resume(&mut self) {
        self.is_paused = false;
    }

    /// The far end dropped what it held: it is sent again, from the sample after the last one heard.
    pub fn rewind(&mut self) {
        self.in_flight.clear();
        self.sent = self.played;
    }

    /// Drops all sound, sent or not, and all marks. The next sound begins where the caller stopped hearing.
    pub fn clear(&mut self) -> u64 {
        self.queue.clear();
        self.done = 0;
        self.tail.reset();
        self.in_flight.clear();
        self.marks.clear();
        self.sent = self.played;
        self.is_paused = false;
        self.played
    }

    /// Sends the next frame, if there is one. `is_first` of this tick.
    fn send_one(&mut self, is_first: bool, send: &mut impl FnMut(&[i16])) -> bool {
        let first = self.done + (self.sent - self.played) as usize;
        // A short frame waits for more sound until the far end is about to run dry; then it is the end.
        let is_last_call = is_first && self.in_flight.len() <= 1;
        if is_last_call && self.queue.len() - first < self.frame {
            self.tail.flush(&mut self.queue);
        }
        let ready = (self.queue.len() - first).min(self.frame);
        if ready == 0 || (ready < self.frame && !is_last_call) {
            return false;
        }
        send(&self.queue[first..first + ready]);
        self.in_flight.push_back(ready);
        self.sent += ready as u64;
        true
    }

    /// Lets go of samples that were heard; memory moves only when most of it is old.
    fn forget(&mut self, samples: usize) {
        self.done += samples;
        if self.done == self.queue.len() || self.done > self.queue.len() / 2 + self.frame * 64 {
            self.queue.drain(..self.done);
            self.done = 0;
        }
    }
}
