/** Marks our errors even when two copies of the package meet, where `instanceof` would fail. */
const MARK = Symbol.for('antiphon.error');

/** Every error of the server: its code, HTTP status, and whether the same request may succeed later. */
export const errorTable = {
  CONFIG_INVALID: { status: 500, retryable: false },
  INVALID_KEY: { status: 401, retryable: false },
  AGENT_NOT_FOUND: { status: 404, retryable: true },
  CALL_NOT_FOUND: { status: 404, retryable: false },
  TOOL_CALL_NOT_FOUND: { status: 404, retryable: false },
  AGENT_CONFLICT: { status: 409, retryable: true },
  SERVER_AT_CAPACITY: { status: 503, retryable: true },
  SERVER_DRAINING: { status: 503, retryable: true },
  PROVIDER_KEY_REQUIRED: { status: 402, retryable: false },
  PROVIDER_FAILED: { status: 502, retryable: true },
  ENGINE_BUSY: { status: 503, retryable: true },
  INVALID_FIELD: { status: 400, retryable: false },
  DATA_FOLDER_UNUSABLE: { status: 500, retryable: false },
  DATA_FOLDER_IN_USE: { status: 500, retryable: false },
  PORT_IN_USE: { status: 500, retryable: false },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** An error whose message says what happened, to which thing, and what to do. */
export class VoiceError extends Error {
  readonly [MARK] = true;
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'VoiceError';
    this.code = code;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }

  static is(error: unknown): error is VoiceError {
    return typeof error === 'object' && error !== null && MARK in error;
  }
}
