/** What a transcriber that follows turns itself says of the one it hears. */
export interface TurnMark {
  /** `eager`: probably over. `end`: over. */
  kind: 'eager' | 'end';
  /** How sure it is, 0…1. */
  probability: number;
}
