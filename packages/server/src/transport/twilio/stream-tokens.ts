import type { Clock } from '../../clock.ts';

/** What a token lets its bearer do: begin this call, once. */
export interface StreamGrant {
  orgId: string;
  agentId: string;
  from: string;
  to: string;
  /** The carrier's id of the call; a media stream of another call may not use the token. */
  callSid: string;
}

/** One-time tokens that tie a media stream to the webhook that was answered with it. */
export interface StreamTokens {
  issue(grant: StreamGrant): string;
  /** @returns the grant, which is then used up; undefined for a token that is unknown, used, too old, or of another call */
  take(token: string, callSid: string | undefined): StreamGrant | undefined;
}

/** How long a token waits for its stream. Twilio connects within a second or two. */
const LIFETIME_MS = 60_000;
/** More calls than any server of ours answers within the lifetime; the oldest tokens go first. */
const MOST_TOKENS = 10_000;

/** @param newToken makes strings that nobody can guess */
export function createStreamTokens(clock: Clock, newToken: () => string): StreamTokens {
  // In the order of issue, so the stale ones are in front.
  const waiting = new Map<string, { grant: StreamGrant; expiresAt: number }>();

  const forgetStale = () => {
    for (const [token, { expiresAt }] of waiting) {
      if (expiresAt > clock.now() && waiting.size < MOST_TOKENS) return;
      waiting.delete(token);
    }
  };

  return {
    issue(grant) {
      forgetStale();
      const token = newToken();
      waiting.set(token, { grant, expiresAt: clock.now() + LIFETIME_MS });
      return token;
    },
    take(token, callSid) {
      const entry = waiting.get(token);
      waiting.delete(token);
      if (!entry || entry.expiresAt <= clock.now() || entry.grant.callSid !== callSid) return undefined;
      return entry.grant;
    },
  };
}
