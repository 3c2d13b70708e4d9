import { z } from 'zod';
import { openList } from './values.ts';

const change = { skill: z.string(), by: openList(['model', 'manual']).default('manual') };

export const SkillLoaded = z.object(change).describe('A skill’s instructions and tools are in use.');
export const SkillUnloaded = z.object(change).describe('A skill is no longer in use.');
