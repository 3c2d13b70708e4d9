import { z } from 'zod';
import { parseSettings } from '../../engines/settings.ts';

/** The voices inside flite: slt (female), rms and awb (male, awb Scottish), kal16 and kal (male, robotic, quickest). */
export const fliteVoices = ['slt', 'rms', 'awb', 'kal16', 'kal'] as const;
export type FliteVoice = (typeof fliteVoices)[number];

const Voice = z.enum(fliteVoices, { error: `must be a flite voice: ${fliteVoices.join(', ')}` });

const Settings = z.strictObject({
  provider: z.literal('flite'),
  voice_id: Voice.optional(),
  voice: Voice.optional(),
  language: z.string().optional(),
});

/** @throws VoiceError INVALID_FIELD */
export function parseVoice(settings: unknown): FliteVoice {
  const { voice_id, voice } = parseSettings(Settings, settings, 'voice');
  return voice_id ?? voice ?? 'slt';
}

/** Hz of the PCM that a voice speaks in. */
export const sampleRateOf = (voice: FliteVoice): number => (voice === 'kal' ? 8000 : 16_000);
