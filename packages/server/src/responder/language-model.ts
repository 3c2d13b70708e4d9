import type { Clock } from '../clock.ts';

/** A message of the conversation, in the shape most models take. A message that asks for tools is followed by one for each of them. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: readonly ModelToolCall[] }
  | { role: 'tool'; content: string; tool_call_id: string };

export interface ModelToolCall {
  id: string;
  type: 'function';
  /** `arguments`: JSON, as text. */
  function: { name: string; arguments: string };
}

/** A tool that a reply asks to be run. */
export interface ToolRequest {
  /** Absent: the call gives it one. */
  id?: string | undefined;
  name: string;
  /** JSON, as text. */
  arguments: string;
}

/** A reply as it is written: tokens, perhaps tools, then `done` or `failed`. Nothing after a cancel. */
export interface ReplySink {
  token(text: string): void;
  /** All the tools that this reply asks for, once. What was written before them is said while they run. */
  toolCalls(calls: readonly ToolRequest[]): void;
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
