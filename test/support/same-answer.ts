import { expect } from 'vitest';
import type { RouteName, TestCall, TestHub } from './hub.ts';

/** Every port that a handler asks, told as `port.method`, in order. */
export interface Work {
  /** What was asked since it was last told. */
  readonly take: () => readonly string[];
}

/** Listens to what handlers ask of the store. */
export function listenToWork(hub: TestHub): Work {
  const asked: string[] = [];
  for (const [name, port] of Object.entries(hub.services)) {
    if (typeof port !== 'object') continue;
    const heard = new Proxy(port, {
      get: (target, method) => {
        const value = Reflect.get(target, method);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          asked.push(`${name}.${String(method)}`);
          return value.apply(target, args);
        };
      },
    });
    Object.assign(hub.services, { [name]: heard });
  }
  return { take: () => asked.splice(0) };
}

export interface Asked {
  readonly route: RouteName;
  /** The caller, and what is the same in both calls. */
  readonly as: TestCall;
  /** The parts that name what is not there. */
  readonly absent: TestCall;
  /** The parts that name what is there and not for this caller. */
  readonly forbidden: TestCall;
}

/** What a caller can tell one answer from another by, without what differs between any two requests. */
async function traitsOf(
  hub: TestHub,
  work: Work | undefined,
  { route, as }: Asked,
  parts: TestCall,
) {
  work?.take();
  const { status, headers, body } = await hub.call(route, { ...as, ...parts });
  const { 'x-correlation-id': _, ...told } = headers;
  const { correlationId: __, ...said } = body ?? {};
  return { status, headers: told, body: said, work: work?.take() };
}

/**
 * Expects one answer, in status, headers and body, to somebody who asks for what is absent and for what
 * is forbidden; and that both asked the same of the store, where `work` listens. Answers it.
 */
export async function expectSameAnswer(hub: TestHub, work: Work | undefined, asked: Asked) {
  const absent = await traitsOf(hub, work, asked, asked.absent);
  expect(await traitsOf(hub, work, asked, asked.forbidden)).toEqual(absent);
  return absent;
}
