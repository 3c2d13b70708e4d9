import type { CallView } from '@antiphon/events';

/** What a call is doing, as people see it: also who is speaking. */
export type ShownState = 'ringing' | 'listening' | 'caller-speaks' | 'thinking' | 'agent-speaks' | 'ended';

export function shownState(view: CallView): ShownState {
  if (view.status !== 'active') return view.status;
  if (view.state === 'speaking') return 'agent-speaks';
  if (view.state === 'thinking') return 'thinking';
  const last = view.items.at(-1);
  const isHeard = (last?.kind === 'user' && last.state === 'speaking') || view.levels.user?.isSpeech === true;
  return isHeard ? 'caller-speaks' : 'listening';
}
