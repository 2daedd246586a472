/** `npm start`: the whole hub on this machine. docs: README.md, "Quick start". */
import { SingleBar } from 'cli-progress';
import { boundedFile } from './bounded-file.ts';
import { countCustomersAndTasks } from './counts.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { divertOutput } from './handler-log.ts';
import { type Hub, startHub } from './hub.ts';
import { type HubClient, hubClient } from './hub-client.ts';
import { loadSample, type SampleProgress } from './sample.ts';
import { whatToTry } from './what-to-try.ts';

const maxLogBytes = 64 * 1024 * 1024;
const drainTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;
const plainLineEvery = 1000;

const { PORT, GOLDSPOKE_DATA, GOLDSPOKE_SAMPLE, GOLDSPOKE_TOKEN, DYNAMODB_ENDPOINT } = process.env;

let terminal: NodeJS.WriteStream = process.stdout;
let isStopping = false;
let hub: Hub | undefined;
const say = (line: string) => terminal.write(`${line}\n`);
const fail = (error: unknown): void => {
  // What breaks off while the hub stops (a sample half loaded) is expected; the stop goes on.
  if (isStopping) return;
  say(`Goldspoke could not start or go on: ${error instanceof Error ? error.message : 'unknown'}`);
  process.exit(1);
};

/** A second signal changes nothing: npm passes on what the terminal has sent to everybody already. */
const stop = async (signal: string) => {
  if (isStopping) return;
  isStopping = true;
  // Before there is a hub nothing was acknowledged; the child ends with this process.
  if (hub === undefined) process.exit(0);
  say(`${signal}: finishing what runs…`);
  setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  await hub.stop();
  hub.folder.close();
  say('Goldspoke has stopped.');
  process.exit(0);
};

async function main() {
  const folder = openDataFolder(GOLDSPOKE_DATA || '.goldspoke');
  const logFile = boundedFile(folder.path('hub.log'), maxLogBytes);
  terminal = divertOutput(logFile);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  process.on('SIGTERM', stop).on('SIGINT', stop);
  say(`Goldspoke is starting; its data are in ${folder.path('')}`);

  hub = await startHub({
    folder,
    port: portOf(PORT),
    token: GOLDSPOKE_TOKEN || undefined,
    dynamoDbEndpoint: DYNAMODB_ENDPOINT || undefined,
    requestsPerSecond: positiveOf('GOLDSPOKE_REQUESTS_PER_SECOND'),
    scheduleSeconds: positiveOf('GOLDSPOKE_SCHEDULE_SECONDS'),
    log: (message, facts) =>
      logFile.append(
        `${JSON.stringify({ timestamp: new Date().toISOString(), message, ...facts })}\n`,
      ),
  });
  hub.died.catch(fail);
  const client = hubClient(hub.url, hub.token);
  if (GOLDSPOKE_SAMPLE !== '0') await fillWithSample(hub, folder, client);
  if (isStopping) return;
  const lines = await whatToTry(client, hub.url, hub.token);
  client.close();
  for (const line of [
    '',
    `API reference  ${hub.url}/`,
    `API            ${hub.url}/v1      (OpenAPI: ${hub.url}/v1/openapi.json)`,
    `API token      ${hub.token}      (role administrator)`,
    `Sign in as     ${hub.steward.email}  ${hub.steward.password}      (role steward; tokens at ${hub.url}/oauth2/token)`,
    `Events, log    ${folder.path('events.ndjson')}  ${folder.path('hub.log')}`,
    '',
    'Try next:',
    ...lines,
    '',
    `Goldspoke is ready on ${hub.url} (end it with Ctrl-C)`,
  ])
    say(line);
}

function portOf(text: string | undefined): number {
  const port = Number(text || 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error('PORT must be a number from 0 to 65535');
  return port;
}

function positiveOf(name: string): number | undefined {
  const text = process.env[name];
  if (!text) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0`);
  return value;
}

/** On the first start; goes on where an earlier one was interrupted. */
async function fillWithSample(running: Hub, folder: DataFolder, client: HubClient) {
  const from = folder.read('sample') as SampleProgress | undefined;
  if (from !== undefined && from.done === from.total) return;
  const startedMs = Date.now();
  const show = progressDisplay();
  const { done, refused, total } = await loadSample({
    client,
    from,
    isStopping: () => isStopping,
    onProgress: (progress) => {
      folder.write('sample', progress);
      show.update(progress);
    },
  });
  show.end();
  if (done < total) return;
  await running.drained(drainTimeoutMs);
  if (isStopping) return;
  const { goldenRecords, reviewTasks } = await countCustomersAndTasks(client);
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  say(
    `${total - refused} source records of five spokes became ${goldenRecords} golden records; ` +
      `${reviewTasks} review tasks wait for a steward (${seconds} s)`,
  );
  if (refused > 0) say(`${refused} records were refused; ${folder.path('hub.log')} says why`);
}

/** A bar on a terminal, a line now and then elsewhere. */
function progressDisplay() {
  if (!terminal.isTTY) {
    let shown = -1;
    return {
      update: ({ done, total }: SampleProgress) => {
        if (Math.floor(done / plainLineEvery) === shown) return;
        shown = Math.floor(done / plainLineEvery);
        say(`Sample customers: ${done} of ${total}`);
      },
      end: () => {},
    };
  }
  const bar = new SingleBar({
    stream: terminal,
    format: 'Sample customers [{bar}] {value}/{total}  {eta_formatted} left',
    hideCursor: true,
  });
  return {
    update: ({ done, total }: SampleProgress) => {
      if (bar.getTotal() === 0 || !bar.isActive) bar.start(total, done);
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}

await main().catch(fail);
