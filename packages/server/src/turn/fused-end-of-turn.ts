import { completeness } from './completeness/completeness.ts';
import type { EndOfTurnModel, EndOfTurnPlan, EndOfTurnSettings, Moment, Silence, Vote } from './end-of-turn-model.ts';
import { slownessOf, warinessOf } from './own-pauses.ts';
import { voiceEvidence } from './prosody.ts';

/** Log odds of an end at which the turn ends, 0.88, and at which the agent may start, 0.7. */
const SURE = 2;
const EAGER = 0.85;

/** A silence of this part of `silenceMs` says nothing yet: every pause that is noticed lasts as long. */
const TELLS_NOTHING = 0.4;
/** However sure, nobody is answered before this part of `silenceMs`. */
const SOONEST = 0.5;

/** When it is said that somebody has not finished, ms. Source: behaviour.md §8, when the model runs. */
const VERDICT_MS = 280;

/**
 * Ends turns by all that is known: the words, as an answer to what was asked; the end of the voice; this caller's own pauses;
 * and the silence so far. Each votes in log odds, the sum is the odds that the person has finished. The chance that a pause
 * within a turn lasts a silence of s is taken as exp(−√(s/scale)), a long tail, as pauses have; so the silence votes √(s/scale),
 * and of the others' sum follows how long to wait. Where they say nothing that is `silenceMs`.
 */
export function fusedModel(settings: Pick<EndOfTurnSettings, 'silenceMs' | 'maxSilenceMs'>): EndOfTurnModel {
  const silenceMs = Math.max(1, Math.min(settings.silenceMs, settings.maxSilenceMs));
  const beginsMs = TELLS_NOTHING * silenceMs;
  return (silence) => {
    const votes = votesOf(silence);
    const evidence = votes.reduce((sum, { weight }) => sum + weight, 0);
    const scale = ((silenceMs - beginsMs) / SURE ** 2) * slownessOf(silence.pauses);
    const weightAt = (afterMs: number) => Math.sqrt(Math.max(0, afterMs - beginsMs) / scale);
    /** When the silence has brought the sum so far, ms; not before the words were known. */
    const reaches = (logOdds: number) =>
      Math.ceil(
        Math.max(silence.knownAfterMs, beginsMs + (evidence < logOdds ? scale * (logOdds - evidence) ** 2 : 0)),
      );
    const moment = (afterMs: number, by: NonNullable<Moment['by']>): Moment => ({
      afterMs,
      probability: probabilityOf(evidence + weightAt(afterMs)),
      votes: [...votes, { voter: 'silence', weight: rounded(weightAt(afterMs)), afterMs }],
      by,
    });

    const wanted = Math.max(SOONEST * silenceMs, reaches(SURE));
    const latest = Math.max(settings.maxSilenceMs, silence.knownAfterMs);
    const end = wanted < latest ? moment(wanted, 'probability') : moment(latest, 'max_silence');
    const plan: EndOfTurnPlan = { eager: moment(reaches(EAGER), 'probability'), end };
    // Words that are not final may lack the last ones: it would be a hasty thing to say of them.
    const pause = moment(Math.max(silence.knownAfterMs, silence.isInterim ? silenceMs : VERDICT_MS), 'probability');
    return pause.probability < 0.5 && pause.afterMs < end.afterMs ? { ...plan, pause } : plan;
  };
}

/** What speaks for and against an end, whatever the silence. */
function votesOf({ text, question, language, prosody, pauses, knownAfterMs }: Silence): Vote[] {
  const votes: Vote[] = [];
  const vote = (voter: Vote['voter'], weight: number, afterMs: number) => {
    if (rounded(weight) !== 0) votes.push({ voter, weight: rounded(weight), afterMs });
  };
  if (text !== '' && isEnglish(language)) {
    const alone = logOddsOf(completeness(text));
    const asAnswer = question === undefined || question === '' ? alone : logOddsOf(completeness(text, { question }));
    vote('words', alone, knownAfterMs);
    vote('question', asAnswer - alone, knownAfterMs);
  }
  if (prosody !== null) vote('voice', voiceEvidence(prosody), 0);
  vote('pauses', warinessOf(pauses), 0);
  return votes;
}

/** Words are judged in English only; what `language` is absent for is judged by the words themselves. */
const isEnglish = (language: string | undefined) => language === undefined || /^en(?:[-_]|$)/i.test(language);

const logOddsOf = (probability: number) => Math.log(probability / (1 - probability));
const probabilityOf = (logOdds: number) => rounded(1 / (1 + Math.exp(-logOdds)));

/** Finer differences decide nothing, and are written into the log. */
const rounded = (value: number) => Math.round(value * 1000) / 1000;
