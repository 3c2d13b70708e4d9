import { speakClips } from '../../caller/voice.ts';
import { systemClock } from '../../clock.ts';
import type { Chance } from '../chance.ts';
import type { ReadyMove } from './perform.ts';
import { burst, voiced } from './sounds.ts';
import { speechOf } from './speech.ts';
import type { CallerMove } from './steps.ts';

type Speaking = Extract<CallerMove, { do: 'speak' }>;

/** Makes a script ready whose speech is told, not heard. */
export function toldMoves(moves: readonly CallerMove[]): ReadyMove[] {
  return moves.map((move) => (move.do === 'speak' ? { do: 'speak', speech: speechOf(move) } : move));
}

/** Makes a script ready whose speech is heard: the lab's own voice, or the recordings that the steps bring. */
export function heardMoves(
  moves: readonly CallerMove[],
  chance: Chance,
  spoken: ReadonlyMap<string, Int16Array> = new Map(),
): ReadyMove[] {
  return moves.map((move) => {
    if (move.do !== 'speak') return move;
    const { ms, recording } = move.manner;
    const told = speechOf(move);
    if (recording !== undefined) return { do: 'speak', speech: speechOf(move, { pcm: recording }) };
    if (move.isCough) return { do: 'speak', speech: speechOf(move, { pcm: burst(ms ?? told.ms, chance) }) };
    const pcm = (ms === undefined ? spoken.get(move.text) : undefined) ?? voiced(told.ms);
    return { do: 'speak', speech: speechOf(move, { pcm }) };
  });
}

/**
 * Has a voice of this machine say what a script says. Takes real time, before the call: a tenth of a second or so a sentence.
 *
 * @param voice an engine setting, such as `flite/rms`
 * @returns text → 8 kHz mono
 * @throws VoiceError INVALID_FIELD for a voice there is not
 */
export async function speakMoves(moves: readonly CallerMove[], voice: string): Promise<Map<string, Int16Array>> {
  const isSaid = (move: CallerMove): move is Speaking =>
    move.do === 'speak' && move.text !== '' && move.manner.recording === undefined;
  const texts = [...new Set(moves.filter(isSaid).map(({ text }) => text))];
  const clips = texts.length === 0 ? [] : await speakClips(texts, voice, systemClock);
  return new Map(clips.map(({ samples }, index) => [texts[index] ?? '', samples]));
}
