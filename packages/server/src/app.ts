import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { applyConfig, defaultCallConfig } from './call/call-config.ts';
import { createCalls } from './call/registry.ts';
import { systemClock } from './clock.ts';
import { defaultConfig, type ServerConfig } from './config.ts';
import { createEngines } from './engines/engines.ts';
import { VoiceError } from './errors.ts';
import { createReaders } from './events/readers.ts';
import { apiRoutes, createHttpApp } from './http/http-app.ts';
import { createKeyring } from './http/keyring.ts';
import { randomId } from './ids.ts';
import { createAgentDirectory } from './responder/agent-directory.ts';
import { agentSocket } from './responder/agent-socket.ts';
import { type ApiKey, loadApiKey } from './store/api-key.ts';
import { openDataFolder } from './store/data-folder.ts';
import { StorageError } from './store/database.ts';
import { openStore } from './store/store.ts';
import { twilioTransport } from './transport/twilio/twilio.ts';
import { version } from './version.ts';

/** A whole server. */
export interface AntiphonServer {
  /** Where it is reached from this machine; known once it listens. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiKeyOrigin: ApiKey['origin'];
  /** Holds the API key that the server made for itself. */
  readonly apiKeyFile: string;
  /** @throws VoiceError PORT_IN_USE, CONFIG_INVALID */
  listen(): Promise<void>;
  /** Refuses new calls and gives live ones their time; resolves when none is left. */
  drain(): Promise<void>;
  /** Ends what is left and lets go of the data folder. */
  close(): Promise<void>;
}

/** The one org that a server begins with. */
const orgId = 'default';

const packageFile = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Builds a server from its parts, top to bottom: what outlives it, who answers, the calls, and the ways in.
 * @throws VoiceError DATA_FOLDER_UNUSABLE, DATA_FOLDER_IN_USE, CONFIG_INVALID
 */
export async function createServer(options: Partial<ServerConfig> = {}): Promise<AntiphonServer> {
  // What is set to nothing, as from a variable that is not there, is not set: an empty key would open the server to everyone.
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== '');
  const config: ServerConfig = { ...defaultConfig, ...Object.fromEntries(given) };
  const clock = systemClock;
  const log: FastifyBaseLogger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));

  const folder = openDataFolder(config.dataFolder);
  const apiKeyFile = folder.file('api-key');
  const directory = createAgentDirectory();
  /** Undone from the last to the first, when the server closes or cannot be built. */
  const closers: (() => unknown)[] = [() => folder.release()];
  const closeAll = async () => {
    let failure: { error: unknown } | undefined;
    // One that fails keeps none of the others open, least of all the data folder.
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close();
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
  };

  try {
    const { key: apiKey, origin } = loadApiKey(apiKeyFile, config.apiKey, newApiKey);
    const store = await openStore(folder.file('antiphon.db'), {
      clock,
      log,
      onLost: (event) => directory.deliver(event),
    });
    closers.push(() => store.close());
    if (store.recovered > 0)
      log.warn({ calls: store.recovered }, 'calls that an earlier server left open were ended as failed');
    await store.keys.put(orgId, 'server', apiKey);
    const keys = createKeyring(await store.keys.all());

    const engines = createEngines({ env: config.env, lab: config.lab, strict: config.strictEngines });
    closers.push(() => engines.close());

    const calls = createCalls({
      clock,
      newId: randomId,
      engines,
      directory,
      sink: store.sink,
      config: { graceMs: config.agentGraceMs, maxCalls: config.maxCalls, journalFolder: folder.file('journals') },
      log,
    });
    let isDraining = false;

    const readers = createReaders(store);
    const app = createHttpApp(log);
    closers.push(() => app.close());
    await app.register(agentSocket, {
      directory,
      calls,
      keys,
      log,
      clock,
      validate(block: Record<string, unknown>) {
        const { stt, voice, llm } = applyConfig(defaultCallConfig, block);
        const ear = engines.transcriber(stt);
        const mouth = engines.synthesizer(voice);
        engines.model(llm);
        // The first call finds threads that are ready.
        ear.engine.warm?.(ear.settings);
        mouth.engine.warm?.(mouth.settings);
      },
    });
    await app.register(twilioTransport, {
      calls,
      directory,
      usedCallIds: await store.calls.newestIds(100_000),
      config: { orgId, host: config.host, publicUrl: config.publicUrl, twilioAuthToken: config.twilioAuthToken },
      clock,
      log,
    });
    await apiRoutes(app, {
      store,
      readers,
      keys,
      clock,
      health: { version, liveCalls: () => calls.liveCount, isDraining: () => isDraining, storage: store.health },
      pages: {
        // In the workspace the one just built, not a copy that packing left behind.
        dashboard: [packageFile('../../apps/dashboard/out'), packageFile('dashboard')],
        docs: [packageFile('../../apps/docs/.vitepress/dist')],
      },
    });
    closers.push(() => readers.close());
    // Before the sockets close: agents hear how their calls ended, and no caller is said to have hung up.
    closers.push(() => calls.drain(0));

    return {
      get url() {
        const address = app.server.address();
        return urlOf(config.host, typeof address === 'object' && address ? address.port : config.port);
      },
      apiKey,
      apiKeyOrigin: origin,
      apiKeyFile,
      async listen() {
        try {
          await app.listen({ host: config.host, port: config.port });
        } catch (error) {
          throw listenError(error as NodeJS.ErrnoException, config);
        }
      },
      async drain() {
        isDraining = true;
        await calls.drain(config.drainMs);
      },
      async close() {
        isDraining = true;
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    if (!(error instanceof StorageError)) throw error;
    throw new VoiceError(
      'DATA_FOLDER_UNUSABLE',
      `The database in ${folder.path} failed at the start: ${error.message} (${error.engineCode}). Make room on its disk or mend it, or give another folder with --data.`,
      { cause: error },
    );
  }
}

/** 192 random bits: four ids without their prefix. */
const newApiKey = () => `ak_${Array.from({ length: 4 }, () => randomId('').slice(1)).join('')}`;

/** A server on all addresses is reached on this machine by its loopback one. */
function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function listenError(cause: NodeJS.ErrnoException, { host, port }: ServerConfig): unknown {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new VoiceError(
        'PORT_IN_USE',
        `Port ${port} on ${host} is in use. Stop the program that has it, or choose another with --port.`,
        { cause },
      );
    case 'EACCES':
      return new VoiceError(
        'CONFIG_INVALID',
        `This user may not listen on port ${port}. Choose one above 1023 with --port.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new VoiceError(
        'CONFIG_INVALID',
        `This machine has no address "${host}" to listen on. Give one of its own with --host, such as 127.0.0.1 or 0.0.0.0.`,
        { cause },
      );
    default:
      return cause;
  }
}
