//! Stories of the outbound queue, and laws over seeded scripts.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use audio_core::{LoopSource, Playout, SampleRate};
use common::Random;

const RATE: SampleRate = SampleRate::PHONE;

/// A far end that keeps what it is sent.
struct Line {
    playout: Playout,
    sent: Vec<i16>,
    heard: Vec<i16>,
    /// With the next frames it is told to drop what it has not played.
    drops: bool,
}

impl Line {
    fn new() -> Line {
        Line { playout: Playout::new(RATE, 100), sent: vec![], heard: vec![], drops: false }
    }

    fn tick(&mut self) -> usize {
        let Line { playout, sent, heard, drops } = self;
        let mut frames = vec![];
        let count = playout.tick(|sound| frames.extend_from_slice(sound), |sound| heard.extend_from_slice(sound));
        if std::mem::take(drops) {
            sent.truncate(playout.played() as usize);
        }
        sent.extend(frames);
        count
    }

    fn ticks(&mut self, count: usize) {
        for _ in 0..count {
            self.tick();
        }
    }

    fn reached(&self) -> Vec<u32> {
        self.playout.reached().iter().map(|&id| id as u32).collect()
    }
}

fn ramp(from: i16, samples: usize) -> Vec<i16> {
    (0..samples).map(|n| from.wrapping_add(n as i16)).collect()
}

#[test]
fn a_spurt_begins_with_the_lead_and_goes_on_frame_by_frame() {
    let mut line = Line::new();
    assert_eq!(line.tick(), 0);
    assert_eq!(line.playout.queue(&ramp(0, 1_600), RATE), 1_600);
    let sent: Vec<usize> = (0..12).map(|_| line.tick()).collect();
    assert_eq!(sent, [6, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(line.sent, ramp(0, 1_600));
    assert_eq!((line.playout.played(), line.playout.is_playing()), (1_600, false));
}

#[test]
fn marks_come_when_their_sample_begins_and_the_last_when_all_was_heard() {
    let mut line = Line::new();
    line.playout.queue(&ramp(0, 480), RATE);
    for (id, position) in [(1, 0), (2, 161), (3, 480), (4, 480)] {
        line.playout.mark(f64::from(id), position);
    }
    let mut log = vec![];
    for _ in 0..5 {
        line.tick();
        log.push((line.playout.played(), line.reached()));
    }
    assert_eq!(log, [(0, vec![1]), (160, vec![]), (320, vec![2]), (480, vec![3, 4]), (480, vec![])]);
}

#[test]
fn a_beginning_is_not_announced_while_the_line_is_paused() {
    let mut line = Line::new();
    line.playout.pause();
    line.playout.queue(&ramp(0, 320), RATE);
    line.playout.mark(1.0, 0);
    line.tick();
    assert_eq!(line.reached(), []);
    line.playout.resume();
    line.tick();
    assert_eq!(line.reached(), [1]);
}

#[test]
fn after_a_pause_it_goes_on_from_the_exact_sample() {
    let mut line = Line::new();
    line.playout.queue(&ramp(0, 8_000), RATE);
    line.ticks(10);
    line.playout.pause();
    line.ticks(20);
    // What the far end held was heard; nothing more was sent.
    assert_eq!(line.playout.played(), line.sent.len() as u64);
    line.playout.resume();
    line.ticks(60);
    assert_eq!(line.sent, ramp(0, 8_000));
    assert_eq!(line.heard, line.sent);
}

#[test]
fn what_the_far_end_dropped_is_sent_again() {
    let mut line = Line::new();
    line.playout.queue(&ramp(0, 4_000), RATE);
    line.ticks(5);
    let played = line.playout.played() as usize;
    line.playout.pause();
    line.playout.rewind();
    line.sent.truncate(played);
    line.ticks(5);
    assert_eq!(line.playout.played() as usize, played);
    line.playout.resume();
    line.ticks(40);
    assert_eq!(line.sent, ramp(0, 4_000));
}

#[test]
fn a_duck_with_resending_is_heard_from_the_next_frame_on_without_a_gap_or_a_repeat() {
    let mut line = Line::new();
    line.playout.queue(&[10_000; 4_000], RATE);
    line.ticks(5);
    line.playout.resend();
    line.drops = true;
    line.playout.duck(-20.0, 0);
    line.ticks(30);
    let loud = line.heard.iter().take_while(|&&sample| sample == 10_000).count();
    // Four frames were heard and the fifth was being heard; it ends before the far end is told.
    assert_eq!((loud, line.heard.len(), line.playout.played()), (800, 4_000, 4_000));
    assert!(line.heard[800..].iter().all(|&sample| sample == 1_000));
    assert_eq!(line.sent, line.heard);
}

#[test]
fn with_resending_a_fade_may_end_what_the_far_end_holds() {
    let mut line = Line::new();
    line.playout.queue(&[1_000; 4_000], RATE);
    line.playout.mark(1.0, 4_000);
    line.ticks(5);
    line.playout.resend();
    assert_eq!(line.playout.clear_from(900, 10, false), 980);
    line.ticks(30);
    assert_eq!((line.heard.len(), line.playout.played(), line.playout.is_playing()), (980, 980, false));
    assert!(line.heard[..900].iter().all(|&sample| sample == 1_000) && line.heard[979] < 50);
    // Not before the frame that is being heard.
    line.playout.queue(&[1_000; 4_000], RATE);
    line.ticks(3);
    line.playout.resend();
    let (played, end) = (line.playout.played(), line.playout.clear_from(0, 0, false));
    assert_eq!(end, played + 160);
}

#[test]
fn clearing_drops_sound_and_marks_and_the_next_sound_begins_where_hearing_stopped() {
    let mut line = Line::new();
    line.playout.queue(&ramp(0, 4_000), RATE);
    line.playout.mark(1.0, 3_000);
    line.ticks(5);
    assert_eq!(line.playout.clear(), 640);
    assert_eq!((line.playout.queued_end(), line.playout.is_playing(), line.tick()), (640, false, 0));
    assert_eq!(line.playout.queue(&ramp(0, 160), RATE), 800);
    (0..30).for_each(|_| {
        line.tick();
        assert_eq!(line.reached(), []);
    });
    assert_eq!(line.playout.played(), 800);
}

#[test]
fn sound_that_comes_in_small_pieces_is_not_torn() {
    let mut line = Line::new();
    let sound = ramp(0, 3_000);
    for piece in sound.chunks(70) {
        line.playout.queue(piece, RATE);
    }
    // A short frame only at the very end.
    let mut sizes = vec![];
    for _ in 0..30 {
        line.playout.tick(|sound| sizes.push(sound.len()), |_| {});
    }
    assert_eq!(sizes, [vec![160; 18], vec![120]].concat());
}

#[test]
fn another_rate_becomes_exactly_as_many_samples_as_its_time_has() {
    for (hertz, samples, wanted) in
        [(16_000, 3_200, 1_600), (24_000, 2_400, 800), (48_000, 48_001, 8_001), (22_050, 22_050, 8_000)]
    {
        let mut line = Line::new();
        let rate = SampleRate::of_material(hertz).expect("a rate");
        let sound = ramp(0, samples);
        // In pieces, so that no piece ends where a sample of the line does.
        for piece in sound.chunks(331) {
            line.playout.queue(piece, rate);
        }
        assert_eq!(line.playout.queued_end(), wanted, "{hertz}");
        line.ticks(120);
        assert_eq!((line.sent.len() as u64, line.playout.played()), (wanted, wanted), "{hertz}");
    }
}

#[test]
fn whatever_is_asked_every_sample_is_sent_once_or_cleared_and_marks_keep_order_and_time() {
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let mut line = Line::new();
        let mut model: Vec<i16> = vec![];
        let mut marks: Vec<(u32, u64)> = vec![];
        let (mut next_sample, mut next_mark, mut before) = (0i16, 0u32, 0u64);
        for _ in 0..300 {
            match random.below(12) {
                0..=2 => {
                    let sound = ramp(next_sample, random.below(900) as usize);
                    next_sample = next_sample.wrapping_add(sound.len() as i16);
                    model.extend_from_slice(&sound);
                    line.playout.queue(&sound, RATE);
                }
                3 => {
                    let span = line.playout.queued_end() - line.playout.played();
                    let position = line.playout.played() + random.below(span + 1);
                    line.playout.mark(f64::from(next_mark), position);
                    marks.push((next_mark, position));
                    next_mark += 1;
                }
                4 => line.playout.pause(),
                5 => line.playout.resume(),
                6 if random.below(4) == 0 => {
                    let played = line.playout.clear();
                    model.truncate(played as usize);
                    line.sent.truncate(played as usize);
                    marks.clear();
                    line.drops = false;
                }
                7 if random.below(3) == 0 => {
                    line.playout.resend();
                    line.drops = true;
                }
                _ => {
                    line.tick();
                    let mut last = 0;
                    for id in line.reached() {
                        let at = marks.iter().position(|&(mark, _)| mark == id).expect("a mark comes once");
                        let (_, position) = marks.remove(at);
                        assert!(position <= line.playout.played(), "seed {seed}: early");
                        assert!(position >= last, "seed {seed}: out of order");
                        last = position;
                    }
                }
            }
            let (played, sent) = (line.playout.played(), line.sent.len() as u64);
            assert!(before <= played && played <= sent && sent <= line.playout.queued_end(), "seed {seed}");
            assert!(sent - played <= 6 * 160, "seed {seed}: too far ahead");
            assert_eq!(line.playout.queued_end(), model.len() as u64, "seed {seed}");
            assert_eq!(line.sent, model[..line.sent.len()], "seed {seed}");
            before = played;
        }
        line.playout.resume();
        (0..2_000).for_each(|_| {
            line.tick();
            line.reached().iter().for_each(|id| marks.retain(|(mark, _)| mark != id));
        });
        assert_eq!(line.sent, model, "seed {seed}");
        assert!(marks.is_empty() && !line.playout.is_playing(), "seed {seed}: something waits forever");
    }
}

#[test]
fn ducking_moves_over_exactly_its_samples_and_comes_back_to_the_same_bits() {
    let mut line = Line::new();
    line.playout.queue(&[10_000; 16_000], RATE);
    line.ticks(10);
    let from = line.sent.len();
    line.playout.duck(-20.0, 50);
    line.ticks(10);
    let back = line.sent.len();
    line.playout.unduck(50);
    line.ticks(10);
    assert!(line.sent[..from].iter().all(|&sample| sample == 10_000));
    assert!(line.sent[from..from + 400].windows(2).all(|pair| pair[1] < pair[0]));
    assert_eq!(line.sent[from + 398..from + 402], [1_023, 1_000, 1_000, 1_000]);
    assert!(line.sent[back - 160..back].iter().all(|&sample| sample == 1_000));
    assert!(line.sent[back..back + 400].windows(2).all(|pair| pair[1] > pair[0]));
    assert!(line.sent[back + 399..].iter().all(|&sample| sample == 10_000));
    assert_eq!(line.heard, line.sent[..line.heard.len()]);
}

#[test]
fn a_duck_counts_the_silence_between_messages() {
    let mut line = Line::new();
    line.playout.duck(-20.0, 40);
    line.ticks(2);
    line.playout.queue(&[10_000; 160], RATE);
    line.tick();
    assert_eq!(line.sent, [1_000; 160]);
}

#[test]
fn a_word_is_heard_in_full_and_what_follows_fades() {
    let mut line = Line::new();
    line.playout.queue(&[1_000; 8_000], RATE);
    line.playout.mark(1.0, 1_700);
    line.playout.mark(2.0, 1_850);
    line.playout.mark(3.0, 1_880);
    line.playout.mark(4.0, 2_000);
    line.ticks(3);
    // The far end dropped what it held, and is sent it again.
    assert_eq!(line.playout.clear_from(1_800, 10, true), 1_880);
    line.sent.truncate(line.playout.played() as usize);
    assert_eq!(line.playout.queue(&[5; 320], RATE), 2_200);
    let mut reached = vec![];
    for _ in 0..30 {
        line.tick();
        reached.extend(line.reached());
    }
    assert_eq!(reached, [1, 2]);
    assert!(line.sent[..1_800].iter().all(|&sample| sample == 1_000));
    assert!(line.sent[1_799..1_880].windows(2).all(|pair| pair[1] < pair[0]), "{:?}", &line.sent[1_799..1_880]);
    assert!((1..20).contains(&line.sent[1_879]));
    assert_eq!(line.sent[1_880..], [5; 320]);
}

#[test]
fn what_the_far_end_still_holds_is_heard_before_the_fade() {
    let mut line = Line::new();
    line.playout.queue(&[1_000; 8_000], RATE);
    line.ticks(3);
    let sent = line.sent.len();
    assert_eq!(line.playout.clear_from(0, 20, false), sent as u64 + 160);
    line.ticks(30);
    assert_eq!((line.sent.len(), line.heard.len()), (sent + 160, sent + 160));
    assert!(line.sent[..sent].iter().all(|&sample| sample == 1_000) && line.sent[sent] < 1_000);
}

#[test]
fn a_paused_line_has_nothing_to_fade() {
    let mut line = Line::new();
    line.playout.queue(&[1_000; 8_000], RATE);
    line.ticks(3);
    line.playout.pause();
    line.playout.rewind();
    assert_eq!(line.playout.clear_from(4_000, 20, true), line.playout.played());
}

#[test]
fn a_duck_counts_frames_of_music_too() {
    let mut line = Line::new();
    line.playout.play_loop(music(&[0; 100]), 0.0, 0);
    line.playout.duck(-20.0, 120);
    line.tick();
    line.playout.queue(&[10_000; 160], RATE);
    line.tick();
    assert_eq!(line.sent[960..], [1_000; 160]);
}

#[test]
fn under_music_the_last_samples_of_another_rate_are_heard() {
    let mut line = Line::new();
    line.playout.play_loop(music(&[7; 100]), 0.0, 0);
    line.ticks(3);
    // Five samples, all of which the resampler holds back until it knows that nothing follows.
    line.playout.queue(&[9_000; 15], SampleRate::of_material(24_000).expect("a rate"));
    line.ticks(20);
    assert_eq!((line.playout.played(), line.playout.is_playing()), (5, false));
}

fn music(sound: &[i16]) -> LoopSource {
    LoopSource::new(sound, RATE, RATE)
}

#[test]
fn music_fills_the_line_has_no_positions_and_sounds_under_the_voice() {
    let mut line = Line::new();
    line.playout.play_loop(music(&[7; 100]), 0.0, 0);
    assert_eq!((line.tick(), line.tick()), (6, 1));
    assert_eq!((line.playout.played(), line.playout.queued_end(), line.playout.is_playing()), (0, 0, false));
    line.playout.queue(&[100; 240], RATE);
    line.playout.mark(1.0, 0);
    line.playout.mark(2.0, 240);
    let mut log = vec![];
    for n in 0..20 {
        line.tick();
        log.extend(line.reached().into_iter().map(|id| (n, id, line.playout.played())));
    }
    // The voice begins behind the five frames of music that the far end held, and no frame is missing on the line.
    assert_eq!(log, [(5, 1, 0), (7, 2, 240)]);
    assert_eq!(line.heard.len(), 22 * 160);
    assert_eq!(line.heard[7 * 160..7 * 160 + 240], [107; 240]);
    assert!(line.heard.iter().filter(|&&sample| sample == 7).count() == 22 * 160 - 240);
    line.playout.stop_loop(10);
    line.ticks(30);
    assert_eq!(line.tick(), 0);
    // Half a frame of fade, then the rest of its frame.
    let last = &line.sent[line.sent.len() - 160..];
    assert!(last[0] == 7 && last[..80].windows(2).all(|pair| pair[1] <= pair[0]) && last[79..] == [0; 81]);
}

#[test]
fn music_goes_round_without_losing_a_sample_whatever_is_said_over_it() {
    let sound: Vec<i16> = (0..977).map(|n| 1 + n % 500).collect();
    for seed in 0..100 {
        let mut random = Random::new(seed);
        let mut line = Line::new();
        line.playout.play_loop(music(&sound), 0.0, 0);
        let mut voice = 0;
        for _ in 0..200 {
            match random.below(8) {
                0 => {
                    let length = random.below(700) as usize;
                    // A voice far over the music, so that both can be told apart.
                    line.playout.queue(&vec![10_000; length], RATE);
                    voice += length;
                }
                _ => assert!(line.tick() > 0 || line.playout.queued_end() > line.playout.played()),
            }
        }
        line.ticks(voice / 160 + 20);
        let music: Vec<i16> = line.sent.iter().map(|&sample| sample % 10_000).collect();
        let wanted: Vec<i16> = sound.iter().copied().cycle().take(music.len()).collect();
        assert_eq!(music, wanted, "seed {seed}");
        assert_eq!(line.sent.iter().filter(|&&sample| sample >= 10_000).count(), voice, "seed {seed}");
        assert_eq!(line.playout.played(), voice as u64, "seed {seed}");
    }
}
