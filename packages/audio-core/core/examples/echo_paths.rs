//! What the echo check does on made-up echo paths, with recordings as both sides: starts of speech from echo alone, and
//! starts missed or late when the caller speaks over the bot.
//! `cargo run --release --example echo_paths -- FOLDER [8000|16000]`, where FOLDER holds `spans.csv` and its clips.
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::path::Path;

use audio_core::call_audio::AnalysisOptions;
use audio_core::{CallAudio, CallAudioOptions, Codec, DetectorOptions, Resampler, SampleRate, VerdictKind};

const DELAYS_MS: [usize; 6] = [50, 120, 210, 333, 470, 600];
const LEVELS_DB: [f64; 5] = [-6.0, -12.0, -18.0, -24.0, -30.0];
/// The bot's clips; all others are the caller's.
const BOT: &str = "austen";

struct Clip {
    is_bot: bool,
    sound: Vec<i16>,
}

fn clips(folder: &Path, rate: SampleRate) -> Vec<Clip> {
    let spans = std::fs::read_to_string(folder.join("spans.csv")).unwrap();
    let parse = |row: &str| {
        let cells: Vec<&str> = row.split(',').collect();
        let bytes = std::fs::read(folder.join(cells[0])).unwrap();
        let from = u32::from_le_bytes(bytes[24..28].try_into().unwrap());
        let data = bytes.windows(4).position(|four| four == b"data").unwrap() + 8;
        let wav: Vec<i16> = bytes[data..].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        let at = |ms: &str| (ms.parse::<usize>().unwrap() * from as usize / 1_000).min(wav.len());
        let mut sound = vec![];
        let mut resampler = Resampler::new(SampleRate::of_material(from).unwrap(), rate);
        resampler.process(&wav[at(cells[1])..at(cells[2])], &mut sound);
        resampler.flush(&mut sound);
        Clip { is_bot: cells[0].starts_with(BOT), sound }
    };
    spans.lines().skip(1).map(parse).collect()
}

struct Chance(u64);

impl Chance {
    /// −1…1. Source: SplitMix64, Steele et al. 2014.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as f64 / u64::MAX as f64 * 2.0 - 1.0
    }
}

/// What comes back: a delay, then a direct sound and a room that fades by 60 dB in 150 ms.
fn echo(bot: &[i16], rate: SampleRate, delay_ms: usize, level_db: f64, seed: u64) -> Vec<f64> {
    let per_ms = rate.hertz() as usize / 1_000;
    let mut chance = Chance(seed);
    let mut room: Vec<f64> =
        (0..80 * per_ms).map(|n| chance.next() * 0.12 * 10f64.powf(-3.0 * n as f64 / (150 * per_ms) as f64)).collect();
    room[0] = 1.0;
    let energy: f64 = room.iter().map(|tap| tap * tap).sum::<f64>().sqrt();
    let gain = 10f64.powf(level_db / 20.0) / energy;
    let mut out = vec![0.0; bot.len()];
    for (n, &sample) in bot.iter().enumerate().filter(|(_, sample)| **sample != 0) {
        for (place, tap) in out.iter_mut().skip(n + delay_ms * per_ms).zip(&room) {
            *place += f64::from(sample) * tap * gain;
        }
    }
    out
}

/// Frame-by-frame: when speech starts, ms, and the delay that was found in the end.
fn starts(rate: SampleRate, checks: bool, bot: &[i16], line: &[f64], frames: usize) -> (Vec<f64>, Option<f64>, f64) {
    let detector = DetectorOptions::default();
    let mut call = CallAudio::new(CallAudioOptions {
        codec: if rate == SampleRate::PHONE { Codec::Mulaw } else { Codec::Pcm16 },
        rate,
        detector,
        transcriber_rate: None,
        metrics_window_ms: 100,
        lead_ms: 100,
        gap_bound_ms: 60.0,
        stall_bound_ms: 200.0,
    })
    .with_analysis(AnalysisOptions { voice_features: false, echo_check: checks });
    let codec = if rate == SampleRate::PHONE { Codec::Mulaw } else { Codec::Pcm16 };
    call.playout().queue(bot, rate);
    let mut chance = Chance(7);
    let mut found = vec![];
    let mut bytes = vec![0; rate.frame() * codec.sample_bytes()];
    let mut locked_at = -1.0;
    for n in 0..frames {
        call.tick(|_| ());
        let frame: Vec<i16> = (n * rate.frame()..(n + 1) * rate.frame())
            .map(|at| {
                (line.get(at).copied().unwrap_or(0.0) + chance.next() * 12.0).round().clamp(-32_768.0, 32_767.0) as i16
            })
            .collect();
        codec.encode(&frame, &mut bytes);
        call.push(n as u32, (n * rate.frame()) as u32, &bytes, n as f64 * 20.0);
        let now = (n + 1) as f64 * 20.0;
        found.extend(call.verdicts().iter().filter(|verdict| verdict.kind == VerdictKind::Start).map(|_| now));
        if locked_at < 0.0 && call.echo_check().is_some_and(|check| check.delay_ms().is_some()) {
            locked_at = now;
        }
    }
    (found, call.echo_check().and_then(|check| check.delay_ms()), locked_at)
}

fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values
        .get(((values.len() as f64 * share) as usize).min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rate = SampleRate::of_line(arguments.get(2).and_then(|word| word.parse().ok()).unwrap_or(8_000)).unwrap();
    let clips = clips(Path::new(&arguments[1]), rate);
    let per_ms = rate.hertz() as usize / 1_000;
    let bots: Vec<&Clip> = clips.iter().filter(|clip| clip.is_bot).collect();
    let callers: Vec<&Clip> = clips.iter().filter(|clip| !clip.is_bot).collect();
    // The bot says its clips one after another, with pauses between them.
    let say = |first: usize, pause_ms: usize| -> Vec<i16> {
        let order = (0..bots.len()).map(|n| &bots[(first + n) % bots.len()].sound);
        order.flat_map(|sound| sound.iter().copied().chain(core::iter::repeat_n(0, pause_ms * per_ms))).collect()
    };

    println!(
        "echo alone, starts in {} calls a cell: without the check / with it (of these in the first second of echo)",
        bots.len()
    );
    println!("delay    {}", LEVELS_DB.map(|db| format!("{db:>12} dB")).join(" "));
    let mut delays = vec![];
    for delay in DELAYS_MS {
        let cells = LEVELS_DB.map(|db| {
            let (mut without, mut with, mut early) = (0, 0, 0);
            for first in 0..bots.len() {
                let bot = say(first, 700);
                let line = echo(&bot, rate, delay, db, first as u64);
                let frames = bot.len() / rate.frame() + 40;
                without += starts(rate, false, &bot, &line, frames).0.len();
                let (found, at, locked) = starts(rate, true, &bot, &line, frames);
                with += found.len();
                early += found.iter().filter(|&&at| at < delay as f64 + 1_000.0).count();
                delays.push((delay as f64, at.unwrap_or(f64::NAN), locked));
            }
            format!("{without:>6} / {with} ({early})")
        });
        println!("{delay:>5} ms {}", cells.map(|cell| format!("{cell:>15}")).join(" "));
    }
    let mut errors: Vec<f64> =
        delays.iter().map(|(truth, found, _)| (found - truth).abs()).filter(|e| e.is_finite()).collect();
    let mut locks: Vec<f64> = delays.iter().map(|(truth, _, locked)| locked - truth).filter(|ms| *ms > 0.0).collect();
    println!(
        "delay found in {} of {} calls, error median {:.0} ms, most {:.0} ms; after {:.0} ms of echo, p95 {:.0}",
        errors.len(),
        delays.len(),
        quantile(&mut errors, 0.5),
        quantile(&mut errors, 1.0),
        quantile(&mut locks, 0.5),
        quantile(&mut locks, 0.95)
    );

    println!(
        "\ncaller over bot, {} utterances a cell: missed, start after onset ms median/p95 (alone on the line: see last row)",
        callers.len() * 3
    );
    let talk_at = |db: Option<f64>, delay: usize, checks: bool, caller_db: f64, with_bot: bool, earliest_ms: usize| {
        let (mut late, mut missed) = (vec![], 0);
        for (index, caller) in callers.iter().enumerate() {
            for place in 0..3 {
                let bot = if with_bot { say(index % bots.len(), 150) } else { vec![] };
                let mut line = db.map_or_else(Vec::new, |db| echo(&bot, rate, delay, db, index as u64));
                let onset_ms = earliest_ms + place * 1_370 + index * 97;
                let (onset, gain) = (onset_ms * per_ms, 10f64.powf(caller_db / 20.0));
                line.resize(line.len().max(onset + caller.sound.len()), 0.0);
                line[onset..].iter_mut().zip(&caller.sound).for_each(|(sum, &sample)| *sum += f64::from(sample) * gain);
                let frames = (onset + caller.sound.len()) / rate.frame() + 15;
                let (found, _, _) = starts(rate, checks, &bot, &line, frames);
                match found.iter().find(|&&at| at > onset_ms as f64) {
                    Some(at) => late.push(at - onset_ms as f64),
                    None => missed += 1,
                }
            }
        }
        format!("{missed} {:.0}/{:.0}", quantile(&mut late, 0.5), quantile(&mut late, 0.95))
    };
    let talk = |db, delay, checks, caller_db, with_bot| talk_at(db, delay, checks, caller_db, with_bot, 3_000);
    println!("no echo, from the bot's first second on: with the check {}", talk_at(None, 0, true, 0.0, true, 300));
    for caller_db in [0.0, -6.0] {
        println!("caller at {caller_db} dB");
        for delay in [50, 210, 600] {
            let cells = LEVELS_DB.map(|db| talk(Some(db), delay, true, caller_db, true));
            println!("{delay:>5} ms {}", cells.map(|cell| format!("{cell:>15}")).join(" "));
        }
        println!(
            "no echo, bot speaks: with the check {}, without {}",
            talk(None, 0, true, caller_db, true),
            talk(None, 0, false, caller_db, true)
        );
        println!("alone on the line:   {}", talk(None, 0, true, caller_db, false));
    }
}
