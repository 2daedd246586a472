import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type { Thing } from '#core/access/access-question';
import { rootUnit } from '#core/access/grant';
import { builtInRoles, type RoleDefinition } from '#core/access/roles';
import { type Access, accessOf, mayAnywhere } from '#functions/shared/access';
import { cedarEngine } from '#functions/shared/cedar-engine';
import type { Caller, Services } from '#functions/shared/handle';
import { printTable, quantile, rounded } from './table.ts';

/** What authorisation may add to a warm request, in milliseconds. */
export const goals = { p99Ms: 2 } as const;

export interface AccessBench {
  /** Milliseconds of one request's authorisation: its look at the route, its access, its decisions. */
  readonly warm: readonly {
    readonly situation: string;
    readonly requests: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    /** The processor's part of it, which a busy machine does not lengthen. */
    readonly p50CpuMs: number;
    readonly p99CpuMs: number;
  }[];
  /** Of a new process: loading Cedar and deciding once, the median of seven. */
  readonly cold: { readonly ms: number; readonly cpuMs: number };
  readonly webAssemblyKilobytes: number;
}

const requests = 2000;
/** Requests before measuring: a warm function has its code compiled. */
const warmUp = 500;
const units = Array.from({ length: 200 }, (_, at) => `unit-${at}`);

/** A chain of shops below regions below countries, all governed as a hub would be. */
function governance(): Services['governance'] {
  const governed = <T>(value: T) => ({ value, revision: 1, updatedAt: '2026-01-01T00:00:00.000Z' });
  const tree = units.map((name, at) =>
    governed({
      name,
      title: name,
      parent: at === 0 ? rootUnit : (units[(at - 1) >> 2] ?? rootUnit),
    }),
  );
  const roles = Object.values<RoleDefinition>(builtInRoles).map(governed);
  const spokes = units.map((unit) =>
    governed({ name: `spoke-${unit}`, style: 'consolidation' as const, trust: 50, orgUnit: unit }),
  );
  const list = <T>(values: T) => ({ list: async () => values, read: async () => undefined });
  return {
    orgUnits: list([governed({ name: rootUnit, title: 'All' }), ...tree]),
    roles: list(roles),
    lenses: list([]),
    spokes: async () => spokes,
    spoke: async () => undefined,
  } as unknown as Services['governance'];
}

const caller = (at: number): Caller => ({
  actorId: `usr_${at}`,
  grants: [{ role: 'steward', orgUnit: units[at % units.length] ?? rootUnit }],
});

/** What reading one golden record decides: may it be seen, is he its steward, which values. */
function decideFor(access: Access, thing: Thing & { readonly kind: 'Customer' }): void {
  access.may('customer:read', thing);
  access.may('customer:steward', thing);
  for (const each of ['public', 'personal', 'sensitive'] as const) access.reads(each, thing);
}

const customerIn = (at: number): Thing & { readonly kind: 'Customer' } => {
  const unit = units[at % units.length] ?? rootUnit;
  return { kind: 'Customer', units: [unit], spokes: [`spoke-${unit}`] };
};

const situations: Readonly<Record<string, (at: number) => readonly [Caller, number]>> = {
  'one caller, customers that lie alike': () => [caller(7), 7],
  'one caller, customers all over the business': (at) => [caller(7), at],
  'a new caller with each request': (at) => [{ ...caller(at), actorId: `usr_new_${at}` }, at],
};

export async function measureAccess(): Promise<AccessBench> {
  await cedarEngine();
  const services = { governance: governance() };
  for (let at = 0; at < warmUp; at += 1) {
    const who = { ...caller(at), actorId: `usr_before_${at}` };
    decideFor(await accessOf(who, services), customerIn(at));
  }
  const warm: AccessBench['warm'][number][] = [];
  for (const [situation, pick] of Object.entries(situations)) {
    const took: number[] = [];
    const used: number[] = [];
    for (let at = 0; at < requests; at += 1) {
      const [who, place] = pick(at);
      const cpu = process.cpuUsage();
      const startedAt = performance.now();
      await mayAnywhere(who, 'customer:read', services);
      decideFor(await accessOf(who, services), customerIn(place));
      took.push(performance.now() - startedAt);
      const { user, system } = process.cpuUsage(cpu);
      used.push((user + system) / 1000);
    }
    warm.push({
      situation,
      requests,
      p50Ms: rounded(quantile(took, 0.5), 3),
      p99Ms: rounded(quantile(took, 0.99), 3),
      p50CpuMs: rounded(quantile(used, 0.5), 3),
      p99CpuMs: rounded(quantile(used, 0.99), 3),
    });
  }
  return { warm, cold: await coldStart(), webAssemblyKilobytes: webAssemblyKilobytes() };
}

const coldRuns = 7;
const coldProgram = `
const cpu = process.cpuUsage();
const startedAt = performance.now();
const { default: cedar } = await import('@cedar-policy/cedar-wasm/nodejs');
cedar.getCedarVersion();
cedar.isAuthorized({
  principal: { type: 'P', id: 'p' }, action: { type: 'Action', id: 'a' }, resource: { type: 'R', id: 'r' },
  context: {}, policies: { staticPolicies: 'permit(principal, action, resource);' }, entities: [],
});
const used = process.cpuUsage(cpu);
console.log(JSON.stringify([performance.now() - startedAt, (used.user + used.system) / 1000]));
`;

async function coldStart(): Promise<AccessBench['cold']> {
  const run = promisify(execFile);
  const times: (readonly [number, number])[] = [];
  for (let each = 0; each < coldRuns; each += 1) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', coldProgram]);
    times.push(JSON.parse(stdout) as [number, number]);
  }
  const median = (at: 0 | 1) =>
    rounded(
      quantile(
        times.map((each) => each[at]),
        0.5,
      ),
    );
  return { ms: median(0), cpuMs: median(1) };
}

function webAssemblyKilobytes(): number {
  const entry = createRequire(import.meta.url).resolve('@cedar-policy/cedar-wasm/nodejs');
  const file = new URL('./cedar_wasm_bg.wasm', `file://${entry}`);
  return Math.round(statSync(file).size / 1024);
}

export function printAccess({ warm, cold, webAssemblyKilobytes: kilobytes }: AccessBench): void {
  printTable(warm.map((row) => ({ ...row })));
  const known = warm.filter(({ situation }) => situation.startsWith('one caller'));
  const worst = Math.max(...known.map(({ p99CpuMs }) => p99CpuMs));
  console.log(
    `\nGoal of a caller that is known: p99 under ${goals.p99Ms} ms; the worst is ${worst} ms of processor.`,
  );
  console.log(
    `Cedar in a new process: ${cold.ms} ms (${cold.cpuMs} ms of processor), ${kilobytes} kB of WebAssembly.`,
  );
}
