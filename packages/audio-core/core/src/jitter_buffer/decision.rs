//! What to do when more sound is needed: pure, from what is known now.

/// A packet may have this much less than the target, in ms, before sound is made longer…
const SHORT_MS: f64 = 3.0;
/// …and this much less than the target once it was made shorter.
const TOLERANCE_MS: f64 = 2.0;
/// The shortest change of length that is worth the search, in ms.
const LEAST_CHANGE_MS: f64 = 2.5;
/// Delay this far over the target must go quickly, in ms.
const FAST_MS: f64 = 40.0;
/// Between two careful changes of length lies this much sound, in ms: a tenth faster or slower at most, with periods
/// of 6 ms. Source: WebRTC NetEq, kMinTimescaleInterval = 5 frames of 10 ms.
const HOLD_OFF_MS: f64 = 50.0;
/// A hole in the sender's clock without a lost packet, this long or longer, is a pause; a shorter one is an inexact clock.
const PAUSE_MS: f64 = 10.0;

/// The first packet that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Next {
    /// Packets missing before it.
    pub(super) missing: i64,
    /// Sound missing before it, in ms.
    pub(super) hole_ms: f64,
    /// How much later than the fastest packet it is asked for: at the beginning of the pull.
    pub(super) relative_ms: f64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Situation {
    pub(super) next: Option<Next>,
    pub(super) target_ms: f64,
    /// Where in the pull sound is needed, and how long pulls are. A packet that begins late in a pull is asked for at its
    /// beginning all the same.
    pub(super) offset_ms: f64,
    pub(super) pull_ms: f64,
    /// How long packets are.
    pub(super) packet_ms: f64,
    /// Sound made in place of what is missing since the last real sample, in ms.
    pub(super) concealed_ms: f64,
    /// Concealment has faded to the background.
    pub(super) has_faded: bool,
    /// A missing packet is likely enough to come soon.
    pub(super) is_worth_waiting: bool,
    /// Sound since the last change of length, in ms.
    pub(super) since_change_ms: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operation {
    /// Play the next packet; what is missing before it is given up.
    Play,
    /// The same, shorter by at most so many ms.
    Accelerate { most_ms: f64, is_fast: bool },
    /// The same, longer by at most so many ms.
    PreEmptiveExpand { most_ms: f64 },
    /// Make sound: voice, or background once that has faded.
    Conceal,
    /// The sender is silent on purpose: make background.
    Pause,
}

pub(super) fn decide(situation: &Situation) -> Operation {
    let Some(next) = situation.next else {
        return Operation::Conceal;
    };
    let excess_ms = next.relative_ms - situation.target_ms;
    let is_pause = next.missing == 0 && next.hole_ms >= PAUSE_MS;
    if is_pause || (situation.has_faded && next.missing == 0) {
        // Nobody is heard, so the delay is set right for nothing.
        return if excess_ms >= 0.0 { Operation::Play } else { Operation::Pause };
    }
    if next.missing > 0 && (situation.concealed_ms < next.hole_ms || situation.is_worth_waiting) {
        return Operation::Conceal;
    }
    if situation.concealed_ms > 0.0 {
        return Operation::Play;
    }
    let is_fast = excess_ms > FAST_MS;
    if situation.since_change_ms < HOLD_OFF_MS && !is_fast {
        return Operation::Play;
    }
    let Situation { offset_ms, pull_ms, packet_ms, .. } = *situation;
    // A pull longer than a packet asks for the packets behind this one too; the last of them has come last.
    let behind_ms = (((pull_ms - offset_ms) / packet_ms).ceil() - 1.0).max(0.0) * packet_ms;
    let excess_ms = excess_ms - behind_ms;
    if excess_ms < -SHORT_MS {
        return Operation::PreEmptiveExpand { most_ms: pull_ms - offset_ms - excess_ms };
    }
    // The first packet of a later pull may begin earlier in it for nothing. Beyond that, all are asked for a pull earlier.
    let free_ms = (offset_ms + behind_ms + packet_ms - pull_ms) % pull_ms;
    let pulls = ((excess_ms + TOLERANCE_MS) / pull_ms).floor().max(0.0);
    let most_ms = free_ms + pulls * pull_ms;
    if excess_ms >= -TOLERANCE_MS && most_ms >= LEAST_CHANGE_MS {
        Operation::Accelerate { most_ms, is_fast }
    } else {
        Operation::Play
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Situation = Situation {
        next: Some(Next { missing: 0, hole_ms: 0.0, relative_ms: 30.0 }),
        target_ms: 30.0,
        offset_ms: 0.0,
        pull_ms: 5.0,
        packet_ms: 20.0,
        concealed_ms: 0.0,
        has_faded: false,
        is_worth_waiting: false,
        since_change_ms: 1_000.0,
    };

    fn with_next(missing: i64, hole_ms: f64, relative_ms: f64) -> Situation {
        Situation { next: Some(Next { missing, hole_ms, relative_ms }), ..CALM }
    }

    #[test]
    fn at_the_target_packets_are_played_as_they_are() {
        assert_eq!(decide(&CALM), Operation::Play);
    }

    #[test]
    fn off_the_target_sound_becomes_shorter_or_longer_but_not_all_the_time() {
        let (late, early) = (with_next(0, 0.0, 45.0), with_next(0, 0.0, 20.0));
        assert_eq!(decide(&late), Operation::Accelerate { most_ms: 15.0, is_fast: false });
        assert_eq!(decide(&early), Operation::PreEmptiveExpand { most_ms: 15.0 });
        assert_eq!(decide(&Situation { since_change_ms: 20.0, ..late }), Operation::Play);
        let stalled = Situation { since_change_ms: 0.0, ..with_next(0, 0.0, 300.0) };
        assert_eq!(decide(&stalled), Operation::Accelerate { most_ms: 270.0, is_fast: true });
    }

    #[test]
    fn long_pulls_do_not_make_it_change_its_mind() {
        // A packet that is cut by more than its offset is asked for 20 ms earlier, when it would not be here.
        let slow = Situation { pull_ms: 20.0, ..with_next(0, 0.0, 38.0) };
        assert_eq!(decide(&slow), Operation::Play);
        let wasteful = Situation { offset_ms: 12.0, ..slow };
        assert_eq!(decide(&wasteful), Operation::Accelerate { most_ms: 12.0, is_fast: false });
        let roomy = Situation { pull_ms: 20.0, offset_ms: 1.0, ..with_next(0, 0.0, 52.0) };
        assert_eq!(decide(&roomy), Operation::Accelerate { most_ms: 21.0, is_fast: false });
        // The second packet of a long pull was on time; a cut would ask for a third.
        let second = Situation { pull_ms: 40.0, offset_ms: 20.0, ..CALM };
        assert_eq!(decide(&second), Operation::Play);
        // The first of two has 38 ms to spare, the one behind it only 18: too little to ask for both a pull earlier.
        let first = Situation { pull_ms: 40.0, ..with_next(0, 0.0, 68.0) };
        assert_eq!(decide(&first), Operation::Play);
    }

    #[test]
    fn a_lost_packet_is_concealed_for_its_length_and_longer_if_it_may_still_come() {
        let lost = with_next(1, 20.0, 30.0);
        assert_eq!(decide(&Situation { concealed_ms: 15.0, ..lost }), Operation::Conceal);
        assert_eq!(decide(&Situation { concealed_ms: 20.0, ..lost }), Operation::Play);
        assert_eq!(decide(&Situation { concealed_ms: 20.0, is_worth_waiting: true, ..lost }), Operation::Conceal);
    }

    #[test]
    fn when_nothing_is_here_sound_is_made() {
        assert_eq!(decide(&Situation { next: None, ..CALM }), Operation::Conceal);
    }

    #[test]
    fn after_a_pause_of_the_sender_the_delay_is_the_target_again() {
        assert_eq!(decide(&Situation { concealed_ms: 900.0, ..with_next(0, 1_000.0, 10.0) }), Operation::Pause);
        assert_eq!(decide(&Situation { concealed_ms: 900.0, ..with_next(0, 1_000.0, 30.0) }), Operation::Play);
    }
}
