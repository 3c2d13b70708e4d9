/** The three choices a user makes, by the name of their field. */
export type EngineField = 'stt' | 'voice' | 'llm';

/** Cloud providers by field, each with the variable that holds its key. The names are those that agents already use. */
export const cloudProviders: Readonly<Record<EngineField, Readonly<Record<string, string>>>> = {
  stt: {
    deepgram: 'DEEPGRAM_API_KEY',
    'deepgram-flux': 'DEEPGRAM_API_KEY',
    soniox: 'SONIOX_API_KEY',
    elevenlabs: 'ELEVENLABS_API_KEY',
    cartesia: 'CARTESIA_API_KEY',
    gladia: 'GLADIA_API_KEY',
    transcribe: 'AWS_ACCESS_KEY_ID',
    assemblyai: 'ASSEMBLYAI_API_KEY',
    xai: 'XAI_API_KEY',
    openai: 'OPENAI_API_KEY',
  },
  voice: {
    elevenlabs: 'ELEVENLABS_API_KEY',
    cartesia: 'CARTESIA_API_KEY',
    polly: 'AWS_ACCESS_KEY_ID',
    soniox: 'SONIOX_API_KEY',
    rime: 'RIME_API_KEY',
    xai: 'XAI_API_KEY',
    deepgram: 'DEEPGRAM_API_KEY',
    openai: 'OPENAI_API_KEY',
  },
  llm: {
    openai: 'OPENAI_API_KEY',
    anthropic: 'ANTHROPIC_API_KEY',
    claude: 'ANTHROPIC_API_KEY',
    google: 'GOOGLE_API_KEY',
    gemini: 'GOOGLE_API_KEY',
    mistral: 'MISTRAL_API_KEY',
    xai: 'XAI_API_KEY',
    grok: 'XAI_API_KEY',
    groq: 'GROQ_API_KEY',
    cerebras: 'CEREBRAS_API_KEY',
    deepseek: 'DEEPSEEK_API_KEY',
    openrouter: 'OPENROUTER_API_KEY',
    pinecall: 'OPENAI_API_KEY',
  },
};

/** Engines that run on the server itself and need no key. */
export const localProviders: Readonly<Record<EngineField, readonly string[]>> = {
  stt: ['grammar', 'scripted'],
  voice: ['flite', 'scripted'],
  llm: ['scripted'],
};

export const isKnownProvider = (field: EngineField, provider: string): boolean =>
  localProviders[field].includes(provider) || Object.hasOwn(cloudProviders[field], provider);
