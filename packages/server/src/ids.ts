import { randomBytes } from 'node:crypto';

/** Makes new ids: `newId('msg')` → `msg_` and 12 hex digits. */
export type NewId = (prefix: string) => string;

/** Ids of a running server: 48 random bits, enough that two of one prefix never meet in one log. */
export const randomId: NewId = (prefix) => `${prefix}_${randomBytes(6).toString('hex')}`;
