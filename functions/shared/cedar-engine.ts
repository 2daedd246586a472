import type { AccessDecision } from '#core/access/access-question';
import type { CedarCall, Decide, PolicySet } from '#core/access/cedar-call';

/** Cedar keeps policy sets that were parsed under ids, and frees none: so many ids are used in turn. */
const mostParsed = 64;

let engine: Promise<Decide> | undefined;

/**
 * Cedar, loaded with the first decision of a warm function (46 ms and 4 MB of WebAssembly): a
 * function that decides nothing does not wait for it.
 */
export const cedarEngine = (): Promise<Decide> => {
  engine ??= loadCedar().then(engineOf);
  return engine;
};

type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs');

/** The package is CommonJS; only `default` is there bundled and unbundled. Its types do not say so. */
export const loadCedar = (): Promise<Cedar> =>
  import('@cedar-policy/cedar-wasm/nodejs').then(
    (module) => (module as unknown as { readonly default: Cedar }).default,
  );

function engineOf(cedar: Cedar): Decide {
  const parsed = new Map<PolicySet, string>();
  let next = 0;
  return (policies, call) => {
    let id = parsed.get(policies);
    if (id === undefined) {
      id = `policies-${next++ % mostParsed}`;
      for (const [known, its] of parsed) if (its === id) parsed.delete(known);
      parse(cedar, id, policies);
      parsed.set(policies, id);
    }
    return decisionOf(cedar, id, call);
  };
}

/** Our policy sets are read-only; Cedar’s types ask for ones that may be changed, and change none. */
function parse(cedar: Cedar, id: string, policies: PolicySet): void {
  const answer = cedar.preparsePolicySet(
    id,
    policies as unknown as Parameters<Cedar['preparsePolicySet']>[1],
  );
  if (answer.type === 'failure')
    throw new Error(`policies cannot be read: ${answer.errors.map((each) => each.message).join()}`);
}

function decisionOf(cedar: Cedar, id: string, call: CedarCall): AccessDecision {
  const answer = cedar.statefulIsAuthorized({
    ...call,
    preparsedPolicySetId: id,
  } as unknown as Parameters<Cedar['statefulIsAuthorized']>[0]);
  if (answer.type === 'failure')
    throw new Error(`cannot be decided: ${answer.errors.map((each) => each.message).join()}`);
  const { decision, diagnostics } = answer.response;
  // A policy that fails counts as absent, as Cedar does it; what forbids must not be lost so.
  if (diagnostics.errors.length > 0)
    throw new Error(`a policy fails: ${diagnostics.errors.map((each) => each.policyId).join()}`);
  return { isAllowed: decision === 'allow', policies: diagnostics.reason };
}
