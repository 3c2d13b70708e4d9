//! Anything asked of the way out, in any order: each frame has its length, positions only grow, every mark comes once and
//! not before its sound, and what is silent stays silent.

use audio_core::{LoopSource, Playout, SampleRate};

/// Steps of one run: enough for every order of a few things asked, few enough for thousands of runs a second.
const MOST_STEPS: usize = 64;

/// Six bytes a step: what to do, how much, where.
pub fn run(data: &[u8]) {
    let Some((&[lead, line], steps)) = data.split_first_chunk() else { return };
    let Ok(rate) = SampleRate::of_line([8_000, 16_000, 24_000, 48_000][usize::from(line) % 4]) else { return };
    let mut playout = Playout::new(rate, u64::from(lead));
    let hold_music: Vec<i16> = (0..u16::from(line) * 3).map(|n| (n * 37) as i16).collect();
    let music = LoopSource::new(&hold_music, rate, rate);
    let (mut asked, mut reached, mut played) = (0u32, vec![], 0);
    let sound: Vec<i16> = (0..1_500).map(|n: i32| (n * 7_919 % 65_536 - 32_768) as i16).collect();
    for &[kind, m0, m1, p0, p1, g] in steps.as_chunks().0.iter().take(MOST_STEPS) {
        let much = u64::from(u16::from_le_bytes([m0, m1]));
        let near = u64::from(u16::from_le_bytes([p0, p1]));
        let position = if g > 250 { u64::MAX - near } else { (playout.played() + near).saturating_sub(2_000) };
        match kind % 16 {
            0..5 => (0..=g % 6).for_each(|_| tick(&mut playout, rate, &mut played, &mut reached)),
            5 | 6 => {
                let Ok(from) = SampleRate::of_material([4_000, 8_000, 16_000, 48_000][usize::from(g) % 4]) else {
                    return;
                };
                let end = playout.queue(&sound[..much as usize % sound.len()], from);
                assert_eq!(end, playout.queued_end());
            }
            7 | 8 => {
                playout.mark(f64::from(asked), position);
                asked += 1;
            }
            9 => playout.duck(-f64::from(g), much),
            10 => playout.play_loop(music.clone(), -f64::from(g), much),
            11 => playout.stop_loop(much),
            12 => {
                playout.pause();
                if g % 2 == 0 {
                    playout.rewind();
                }
            }
            13 if g % 3 == 0 => playout.resend(),
            13 => playout.resume(),
            14 if g % 4 == 0 => assert_eq!(playout.clear(), played),
            _ => {
                let end = playout.clear_from(position, much, g % 2 == 0);
                assert_eq!(end, playout.queued_end());
                assert!(end >= played);
            }
        }
        assert!(playout.queued_end() >= playout.played() && playout.played() >= played);
    }
    reached.sort_unstable();
    let before = reached.len();
    reached.dedup();
    assert_eq!(before, reached.len(), "a mark came twice");
    assert!(reached.last().is_none_or(|&last| last < asked));
}

fn tick(playout: &mut Playout, rate: SampleRate, played: &mut u64, reached: &mut Vec<u32>) {
    let (mut lengths, mut heard) = (vec![], None);
    let count = playout.tick(|frame| lengths.push(frame.len()), |sound| heard = Some(sound.len()));
    assert_eq!(count, lengths.len());
    assert!(count <= playout.most_frames(), "{count} frames");
    assert!(lengths.iter().all(|&length| length > 0 && length <= rate.frame()), "{lengths:?}");
    assert!(heard.is_some_and(|heard| heard <= rate.frame()), "{heard:?}");
    assert!(playout.played() - *played <= rate.frame() as u64);
    *played = playout.played();
    reached.extend(playout.reached().iter().map(|&id| id as u32));
}
