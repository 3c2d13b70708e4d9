export type { AntiphonServer } from './app.ts';
export { createServer } from './app.ts';
export type { ServerConfig } from './config.ts';
export { defaultConfig, readConfig } from './config.ts';
export type { ErrorCode } from './errors.ts';
export { VoiceError } from './errors.ts';
