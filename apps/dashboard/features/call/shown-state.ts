import type { CallView } from '@antiphon/events';

/** What a call is doing, as people see it: also who is speaking. */
export type ShownState = 'ringing' | 'listening' | 'caller-speaks' | 'thinking' | 'agent-speaks' | 'ended';

export function shownState(view: CallView): ShownState {
  if (view.status !== 'active') return view.status;
  if (view.state === 'speaking') return 'agent-speaks';
  if (view.state === 'thinking') return 'thinking';
  return view.isUserSpeaking ? 'caller-speaks' : 'listening';
}
