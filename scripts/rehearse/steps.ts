import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { gaps, nameOfGap } from '#lib/rehearsal/gaps';
import { repositoryRoot } from '#lib/repository-root';
import { type DeployedStack, emptyBuckets, leftovers, readDeployment } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { failuresLogged } from './failures-logged.ts';
import type { Report } from './report.ts';
import { runNode } from './run.ts';
import { survivor } from './survivor.ts';
import { changedTypes } from './templates.ts';

export interface Rehearsal {
  readonly emulator: Emulator;
  readonly report: Report;
  /** A folder of its own; goes afterwards. */
  readonly work: string;
  /** A file for what the commands print. */
  readonly details: string;
}

const account = '000000000000';
const configFile = join(repositoryRoot, 'config/rehearsal.json');

export async function rehearse({ emulator, report, work, details }: Rehearsal): Promise<void> {
  const { say, step } = report;
  const config = JSON.parse(readFileSync(configFile, 'utf8'));
  const run = (environment: Readonly<Record<string, string>> = {}) => ({
    environment: { ...emulator.environment, ...environment },
    log: details,
  });
  const cdk = (...args: string[]) => runNode('node_modules/aws-cdk/bin/cdk', args, run());
  const synth = async (name: string, changes: object) => {
    const file = join(work, `${name}.json`);
    const assembly = join(work, name);
    writeFileSync(file, JSON.stringify({ ...config, ...changes }));
    const context = ['-c', `config=${file}`, '-c', 'rehearsal=true'];
    await cdk('synth', '--quiet', '--output', assembly, ...context);
    return assembly;
  };
  const deploy = (assembly: string) =>
    cdk('deploy', '--app', assembly, '--all', '--require-approval', 'never', '--concurrency', '4');

  const first = await step('synth', () => synth('first', {}));
  sayGaps(first, say);
  await step('cdk bootstrap', () =>
    cdk('bootstrap', `aws://${account}/${emulator.environment.AWS_REGION}`, '--app', first),
  );
  const spokesOwn = ['--app', 'node scripts/rehearse/spokes-app.ts', '--output', join(work, 'own')];
  await step('cdk deploy: what spokes have of their own', () =>
    cdk('deploy', ...spokesOwn, '--require-approval', 'never'),
  );
  await step('cdk deploy --all', () => deploy(first));
  const deployed = await readDeployment(config.name);
  sayResources(deployed, say);
  const downstream = [
    ...['--app', 'node examples/downstream/app.ts', '--output', join(work, 'downstream')],
    ...['-c', 'spoke=ledger', '-c', `hubBus=${config.name}`],
  ];
  await step('cdk deploy: examples/downstream, as a spoke’s team would', () =>
    cdk('deploy', ...downstream, '--require-approval', 'never'),
  );

  const environment = environmentOf(deployed, config.name, emulator);
  const token = (await runNode('bin/create-first-token.ts', [], run(environment))).trim();
  const hub = { GOLDSPOKE_TOKEN: token, ...environment };
  await step('end-to-end tests', () => runSuite(work, run(hub), say));

  const check = await survivor(environment.GOLDSPOKE_URL, token);
  const logLevel = config.logLevel === 'DEBUG' ? 'INFO' : 'DEBUG';
  await step(`update: logLevel ${config.logLevel} → ${logLevel}`, async () => {
    const second = await synth('second', { logLevel });
    await deploy(second);
    const changed = changedTypes(first, second);
    say(`   changed: ${[...changed].map(([type, count]) => `${type} ${count}`).join(', ')}`);
    assert.deepEqual([...changed.keys()], ['AWS::Lambda::Function']);
    const now = await readDeployment(config.name);
    assert.deepEqual(physicalIds(now), physicalIds(deployed), 'something was replaced');
    await assertLogLevel(now, logLevel);
    await check();
    say('   nothing was replaced; the customer reads as before');
  });

  await step('cdk destroy --all', async () => {
    await emptyBuckets(deployed);
    await cdk('destroy', ...downstream, '--force');
    await cdk('destroy', '--app', first, '--all', '--force');
    await cdk('destroy', ...spokesOwn, '--force');
    assert.deepEqual(await leftovers(config.name), []);
    say('   nothing is left but keys that wait for their end');
  });
}

function sayGaps(assembly: string, say: Report['say']): void {
  const file = readFileSync(join(assembly, 'rehearsal-omissions.json'), 'utf8');
  const omissions = Object.values(JSON.parse(file) as Record<string, { gap: string }[]>).flat();
  say('Stepped around (docs/rehearsal.md says why):');
  for (const gap of gaps) {
    const name = nameOfGap(gap);
    say(`   ${name}: ${omissions.filter((each) => each.gap === name).length}`);
  }
}

function sayResources(stacks: readonly DeployedStack[], say: Report['say']): void {
  assert(stacks.length > 0, 'nothing was deployed');
  for (const { name, resources } of stacks) {
    const types = Map.groupBy(Object.values(resources), ({ type }) => type);
    say(`${name}: ${Object.keys(resources).length} resources`);
    for (const type of [...types.keys()].toSorted()) say(`   ${type} ${types.get(type)?.length}`);
  }
}

/** What the first token, the functions' store and the tests are told: docs/deploy.md, test/e2e/README.md. */
function environmentOf(
  stacks: readonly DeployedStack[],
  name: string,
  emulator: Emulator,
): Record<string, string> & { GOLDSPOKE_URL: string } {
  const output = (stack: string, key: string): string => {
    const value = stacks.find((each) => each.name === `${name}-${stack}`)?.outputs[key];
    assert(value, `${name}-${stack} has no output ${key}`);
    return value;
  };
  // The emulator serves the API below its own address.
  const { hostname, pathname } = new URL(output('api', 'ApiUrl'));
  const [apiId] = hostname.split('.');
  return {
    GOLDSPOKE_URL: `${emulator.endpoint}/_aws/execute-api/${apiId}${pathname}`,
    GOLDSPOKE_DEPLOYMENT: name,
    TENANT: name,
    TABLE_NAME: output('data', 'MainTableName'),
    VAULT_TABLE_NAME: output('data', 'VaultTableName'),
    KMS_KEY_ID: output('data', 'VaultKeyArn'),
    POISON_QUEUE_URL: output('events', 'PoisonQueueUrl'),
  };
}

/** The files that talk to whichever hub there is; the others look into one of this machine. */
async function runSuite(
  work: string,
  run: Parameters<typeof runNode>[2],
  say: Report['say'],
): Promise<void> {
  const results = join(work, 'tests.json');
  const files = readdirSync('test/e2e')
    .map((file) => join('test/e2e', file))
    .filter(
      (file) => file.endsWith('.ts') && readFileSync(file, 'utf8').includes('hubUnderTest()'),
    );
  const args = ['run', ...files];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  try {
    await runNode('node_modules/vitest/vitest.mjs', [...args, ...reporters], run);
  } catch (error) {
    for (const line of await failuresLogged()) say(`   ${line}`);
    throw error;
  }
  const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[];
  };
  const tests = testResults.flatMap((each) => each.assertionResults);
  for (const { fullName, status } of tests) say(`   ${status}: ${fullName}`);
  assert(
    tests.length > 0 && tests.every(({ status }) => status === 'passed'),
    'not every end-to-end test ran',
  );
}

const physicalIds = (stacks: readonly DeployedStack[]) =>
  Object.fromEntries(
    stacks.flatMap(({ name, resources }) =>
      Object.entries(resources).map(([id, { physicalId }]) => [`${name} ${id}`, physicalId]),
    ),
  );

async function assertLogLevel(stacks: readonly DeployedStack[], level: string): Promise<void> {
  const client = new LambdaClient();
  const own = stacks
    .flatMap(({ resources }) => Object.values(resources))
    .filter(({ type }) => type === 'AWS::Lambda::Function');
  for (const { physicalId: FunctionName } of own) {
    const command = new GetFunctionConfigurationCommand({ FunctionName });
    const { Environment } = await client.send(command);
    const is = Environment?.Variables?.LOG_LEVEL;
    // A function that CDK itself brings along has none.
    if (is !== undefined) assert.equal(is, level, `${FunctionName} was not updated`);
  }
}
