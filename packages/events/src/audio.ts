import { z } from 'zod';
import { EpochSeconds, Probability } from './values.ts';

export const AudioMetrics = z
  .object({
    source: z.enum(['user', 'bot']),
    energyDb: z.number().min(-60).max(0).describe('20·log10 of the rms, relative to full scale; silence is −60.'),
    rms: Probability.describe('Root mean square, 1 is full scale.'),
    peak: Probability.describe('Largest sample, 1 is full scale.'),
    isSpeech: z.boolean(),
    vadProb: Probability.optional().describe('For the bot: 1 while it makes sound, else 0.'),
    timestamp: EpochSeconds.optional(),
  })
  .describe('How loud one side is. Sent at intervals when `analysis.send_audio_metrics` is on.');
