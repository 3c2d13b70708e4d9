import type { Clock } from '../clock.ts';

/** A message of the conversation, in the shape most models take. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A reply as it is written: tokens, then `done` or `failed`. Nothing after a cancel. */
export interface ReplySink {
  token(text: string): void;
  done(): void;
  failed(failure: { code: 'ENGINE_BUSY' | 'PROVIDER_FAILED'; message: string }): void;
}

/** The port of the model that answers when the agent's own code does not. */
export interface LanguageModel {
  /** @returns a function that cancels the reply. The sink may be called before this returns. */
  reply(messages: readonly ChatMessage[], sink: ReplySink): () => void;
  close(): void;
}

/** An engine that makes models: one folder under `responder/`. */
export interface LanguageModelEngine {
  readonly provider: string;
  /** Checks the user's settings. @throws VoiceError INVALID_FIELD with the field and the reason. */
  check(settings: unknown): void;
  open(settings: unknown, context: { clock: Clock }): LanguageModel;
  close(): Promise<void>;
}
