import type { Command, EventData, EventName } from '@antiphon/events';
import type { QueuedWord } from '../playout/word-clock.ts';
import type { ChatMessage, ToolRequest } from '../responder/language-model.ts';
import type { Prosody } from '../turn/prosody.ts';
import type { CallConfig } from './call-config.ts';

/** Where the call's clocks stood when something entered its queue. */
export interface Stamp {
  /** Ms since the call began. */
  at: number;
  /** Samples heard from the caller. */
  inSample: number;
  /** Position in the outbound queue that playout has reached, samples. */
  played: number;
  /** Samples of the line played to the caller, silence included. */
  outSample: number;
  /** When the far end last sent audio, ms. */
  lastPacketAt: number;
  /** The detector's newest score, 0…1. */
  voice: number;
  /** How loud the caller's line is, 0…1: linear in dB, 0 is −60 dB of full scale. */
  volume: number;
}

/** The commands of an agent that a call carries out. */
export type CallCommand = Extract<
  Command,
  { event: 'bot.reply' | 'bot.reply.stream' | 'bot.cancel' | 'bot.clear' | 'call.hangup' | 'llm.tool_result' }
>;

/** All that can happen to a call. What enters the queue is data: with its stamp it is the call's journal. */
export type Input =
  /** `endsTurns`: the transcriber follows turns itself. */
  | { type: 'began'; greeting: string | undefined; endsTurns?: boolean }
  | { type: 'speech-started'; onsetAt: number; confidence: number }
  | { type: 'speech-ended'; lastVoiceAt: number; prosody?: Prosody }
  | { type: 'heard-interim'; utteranceId: number; text: string; confidence: number }
  | {
      type: 'heard-final';
      utteranceId: number;
      text: string;
      confidence: number;
      understood: boolean;
      language?: string;
      slots?: Record<string, string>;
      endsTurn?: { probability: number };
    }
  | { type: 'heard-eager-end'; utteranceId: number; text: string; confidence: number; probability: number }
  | { type: 'heard-resumed'; utteranceId: number }
  | { type: 'hearing-failed'; utteranceId?: number; engine: string; code: string; message: string }
  /** Speech of so many ms brings interim text from the transcriber that listens; null: it promises none. */
  | { type: 'hearing-promised'; interimWithinMs: number | null }
  | { type: 'command'; command: CallCommand }
  | { type: 'configured'; config: CallConfig; hasModel: boolean; endsTurns?: boolean }
  | { type: 'substituted'; data: EventData<'engine.substituted'> }
  | { type: 'audio-queued'; sentenceId: number; start: number; end: number; words: readonly QueuedWord[] }
  | { type: 'sentence-queued'; sentenceId: number }
  | { type: 'sentence-failed'; sentenceId: number; engine: string; code: string; message: string }
  | { type: 'sentence-reached'; sentenceId: number; word: number | null }
  | { type: 'end-reached'; messageId: string }
  | { type: 'playout-confirmed'; messageId: string }
  | { type: 'model-token'; messageId: string; text: string }
  | { type: 'model-tools'; messageId: string; engine: string; calls: readonly ToolRequest[] }
  | { type: 'model-done'; messageId: string }
  | { type: 'model-failed'; messageId: string; engine: string; code: string; message: string }
  | { type: 'agent-lost'; graceMs: number }
  | { type: 'agent-returned' }
  | { type: 'line-closed'; how: 'hangup' | 'lost' }
  | { type: 'dtmf'; digit: string }
  | { type: 'end'; reason: string }
  | { type: 'tick' };

export type StampedInput = Input & Stamp;

/** What is to be done in the world. Carried out in order, after the events of the same step were logged. */
export type Effect =
  | { type: 'utterance-started'; utteranceId: number; onsetAt: number }
  | { type: 'utterance-ended'; utteranceId: number; lastVoiceAt: number }
  /** It is deaf: another takes its place, and is told again what the call waits for. */
  | { type: 'reopen-transcriber' }
  | { type: 'synthesize'; sentenceId: number; text: string }
  | { type: 'release'; sentenceId: number }
  | { type: 'cancel-sentence'; sentenceId: number }
  | { type: 'mark-end'; messageId: string }
  | { type: 'confirm-playout'; messageId: string }
  | { type: 'clear-playout'; fadeMs: number }
  | { type: 'end-playout'; position: number; fadeMs: number }
  | { type: 'duck-playout' }
  | { type: 'unduck-playout' }
  | { type: 'ask-model'; messageId: string; messages: readonly ChatMessage[] }
  | { type: 'cancel-model'; messageId: string }
  | { type: 'hang-up' };

/** An event as a decision announces it; the log adds the envelope. */
export type Announcement = { [Name in EventName]: { name: Name; data: EventData<Name> } }[EventName];
