const boundaries: Readonly<Record<string, string>> = {
  'boundary:spoke': 'Who acts for one spoke acts on no other.',
  'boundary:purpose': 'A machine with purposes reads attributes for these purposes only.',
};

/** A policy's id in words; the ids are those of `policySetOf`. */
export function policySays(policy: string): string {
  const [, kind, role = '', orgUnit = ''] = /^(role|reads):([^@]+)@(.+)$/.exec(policy) ?? [];
  switch (kind) {
    case 'role':
      return `The role ${role}, held at ${orgUnit}, permits it there and below.`;
    case 'reads':
      return `The role ${role}, held at ${orgUnit}, reads values of this classification there and below.`;
    default:
      return boundaries[policy] ?? policy;
  }
}
