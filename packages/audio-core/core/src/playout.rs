//! The outbound side of a call: queued sound goes out frame by frame on the line's clock, a lead ahead of what is heard,
//! and every position is a count of queued samples. Silence between messages has no positions, and neither has a loop
//! that sounds under or between them.

mod marks;
mod tail;

use std::collections::VecDeque;

use crate::gain::{Ramp, fade_out};
use crate::loop_source::{LoopPlayer, LoopSource};
use crate::rate::SampleRate;
use marks::Marks;
use tail::Tail;

#[derive(Clone, Copy, Debug)]
struct Flight {
    /// Queued samples in the frame. The last frame of a message may be short, and one of music alone has none.
    queued: u16,
    /// Samples of any sound in it.
    sounding: u16,
    /// It went out as it was queued: no gain, no music.
    is_plain: bool,
}

/// Sends queued sound ahead of its playing, and knows what was heard.
#[derive(Debug)]
pub struct Playout {
    rate: SampleRate,
    frame: usize,
    /// Frames that the far end holds beyond the one it plays.
    lead_frames: usize,
    /// Samples from `played` on, after the first `done`: first what the far end holds, then what is still to send.
    queue: Vec<i16>,
    done: usize,
    tail: Tail,
    played: u64,
    sent: u64,
    /// Frames that the far end holds, oldest first.
    in_flight: VecDeque<Flight>,
    /// The sound of those that are not plain, as it was sent, in a ring of frames; the oldest is at `first_slot`.
    /// Empty until the first gain or music: most calls have neither.
    air: Vec<i16>,
    first_slot: usize,
    gain: Ramp,
    music: Option<Box<LoopPlayer>>,
    marks: Marks,
    is_paused: bool,
    /// The far end is told to drop what it holds before the next frames.
    resends: bool,
}

impl Playout {
    /// An empty queue for a line of this rate.
    pub fn new(rate: SampleRate, lead_ms: u64) -> Playout {
        let lead_frames = (rate.samples_in(lead_ms) as usize).div_ceil(rate.frame());
        Playout {
            rate,
            frame: rate.frame(),
            lead_frames,
            queue: Vec::new(),
            done: 0,
            tail: Tail::new(rate),
            played: 0,
            sent: 0,
            in_flight: VecDeque::with_capacity(lead_frames + 2),
            air: Vec::new(),
            first_slot: 0,
            gain: Ramp::UNITY,
            music: None,
            marks: Marks::default(),
            is_paused: false,
            resends: false,
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
        if let Some(Flight { queued, .. }) = self.in_flight.pop_front() {
            self.first_slot = (self.first_slot + 1) % self.slots();
            self.played += u64::from(queued);
            self.forget(usize::from(queued));
        }
        if std::mem::take(&mut self.resends) {
            self.rewind();
        }
        let mut frames = 0;
        while !self.is_paused && self.in_flight.len() <= self.lead_frames {
            if !self.send_one(frames == 0, &mut send) {
                break;
            }
            frames += 1;
        }
        if frames == 0 && !self.is_paused {
            self.gain.skip(self.frame as u64);
        }
        let silence = Flight { queued: 0, sounding: 0, is_plain: true };
        let now = self.in_flight.front().copied().unwrap_or(silence);
        heard(match now.is_plain {
            true => &self.queue[self.done..][..usize::from(now.sounding)],
            false => &self.air[self.first_slot * self.frame..][..usize::from(now.sounding)],
        });
        self.marks.reach(self.played, self.played + u64::from(now.queued));
        frames
    }

    /// Marks reached by the last tick.
    pub fn reached(&self) -> &[f64] {
        self.marks.reached()
    }

    /// Whether queued sound, not music alone, is being heard.
    pub fn is_voice(&self) -> bool {
        self.in_flight.front().is_some_and(|now| now.queued > 0)
    }

    /// Lowers the queued sound to `gain_db`, 0 or less, in a straight line over so long, from the next frame sent on.
    pub fn duck(&mut self, gain_db: f64, ramp_ms: u64) {
        self.make_air();
        self.gain.move_to(gain_db, self.rate.samples_in(ramp_ms));
    }

    /// Brings the queued sound back to its own loudness.
    pub fn unduck(&mut self, ramp_ms: u64) {
        self.duck(0.0, ramp_ms);
    }

    /// Plays a loop under and between queued sound, from the next frame sent on, instead of the one before.
    /// It must be of the line's rate. Queued sound begins after the lead of music that the far end holds.
    pub fn play_loop(&mut self, source: LoopSource, gain_db: f64, fade_ms: u64) {
        self.make_air();
        self.music = Some(Box::new(LoopPlayer::new(source, gain_db, self.rate.samples_in(fade_ms))));
    }

    /// Lets the loop fall silent over so long.
    pub fn stop_loop(&mut self, fade_ms: u64) {
        if let Some(music) = &mut self.music {
            music.stop(self.rate.samples_in(fade_ms));
        }
    }

    /// Stops sending. What the far end holds is still heard.
    pub fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Goes on from the exact sample.
    pub fn resume(&mut self) {
        self.is_paused = false;
    }

    /// With the next tick's frames the far end is told to drop what it holds: from where that tick begins, all is sent again,
    /// ducked, faded or ended as it then stands.
    pub fn resend(&mut self) {
        self.resends = true;
    }

    /// The far end dropped what it held: it is sent again, from the sample after the last one heard.
    pub fn rewind(&mut self) {
        self.in_flight.clear();
        self.sent = self.played;
    }

    /// Drops all sound, sent or not, and all marks. The next sound begins where the caller stopped hearing.
    pub fn clear(&mut self) -> u64 {
        self.empty();
        self.tail.reset();
        self.in_flight.clear();
        self.marks.clear();
        self.sent = self.played;
        self.is_paused = false;
        self.resends = false;
        self.played
    }

    /// Lets sound play up to `position` and fade out over so long after it; drops what follows, and its marks. What the
    /// far end holds cannot be faded: unless it dropped that, or is about to (`resend`), the fade begins after it. A paused line
    /// has fallen silent already, so nothing fades. Returns where the fade ends, which is where the next sound begins.
    pub fn clear_from(&mut self, position: u64, fade_ms: u64, far_end_cleared: bool) -> u64 {
        if far_end_cleared {
            self.rewind();
        }
        self.tail.flush(&mut self.queue);
        let (position, fade) = if self.is_paused { (self.sent, 0) } else { (position, self.rate.samples_in(fade_ms)) };
        let held = match self.in_flight.front() {
            Some(now) if self.resends => self.played + u64::from(now.queued),
            _ => self.sent,
        };
        let begin = position.clamp(held, self.queued_end());
        let end = begin.saturating_add(fade).min(self.queued_end());
        let at = |position: u64| self.done + (position - self.played) as usize;
        let (first, last) = (at(begin), at(end));
        fade_out(&mut self.queue[first..last], fade);
        self.queue.truncate(last);
        self.marks.drop_from(end);
        self.is_paused = false;
        end
    }

    /// Sends the next frame, if there is one. `is_first` of this tick.
    fn send_one(&mut self, is_first: bool, send: &mut impl FnMut(&[i16])) -> bool {
        let first = self.done + (self.sent - self.played) as usize;
        // A short frame waits for more sound until the far end is about to run dry; then it is the end.
        let is_last_call = is_first && self.in_flight.len() <= 1;
        if is_last_call && self.queue.len() - first < self.frame {
            self.tail.flush(&mut self.queue);
        }
        let queued = (self.queue.len() - first).min(self.frame);
        self.music.take_if(|music| music.is_over());
        if queued < self.frame && !is_last_call && self.queued_end() > self.sent {
            return false;
        }
        if queued == 0 && self.music.is_none() {
            return false;
        }
        let is_plain = self.music.is_none() && self.gain.is_unity();
        let mut sounding = queued;
        if is_plain {
            send(&self.queue[first..first + queued]);
        } else {
            let slot = (self.first_slot + self.in_flight.len()) % self.slots();
            let out = &mut self.air[slot * self.frame..][..self.frame];
            let (voice, rest) = out.split_at_mut(queued);
            voice.copy_from_slice(&self.queue[first..first + queued]);
            self.gain.apply_all(voice);
            self.gain.skip(rest.len() as u64);
            rest.fill(0);
            if let Some(music) = &mut self.music {
                music.mix_into(out);
                sounding = out.len();
            }
            send(&out[..sounding]);
        }
        // A frame has 960 samples at most.
        self.in_flight.push_back(Flight { queued: queued as u16, sounding: sounding as u16, is_plain });
        self.sent += queued as u64;
        true
    }

    /// Room for frames that are not sent as they were queued.
    fn make_air(&mut self) {
        self.air.resize(self.slots() * self.frame, 0);
    }

    fn slots(&self) -> usize {
        self.lead_frames + 2
    }

    /// Lets go of samples that were heard; memory moves only when most of it is old.
    fn forget(&mut self, samples: usize) {
        self.done += samples;
        if self.done == self.queue.len() {
            self.empty();
        } else if self.done > self.queue.len() / 2 + self.frame * 64 {
            self.queue.drain(..self.done);
            self.done = 0;
        }
    }

    /// Nothing is queued any more: keeps room for a second, and gives back what a long speech took.
    fn empty(&mut self) {
        self.queue.clear();
        self.done = 0;
        self.queue.shrink_to(self.rate.samples_in(1_000) as usize);
    }
}
