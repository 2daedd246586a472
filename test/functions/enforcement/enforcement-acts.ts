import type { Channel, ConsentEvent } from '#core/consent/consent-event';
import { attributes, readers } from './enforcement-readers.ts';
import { personOf, type World } from './enforcement-world.ts';

/** What happens in a world: `putRecord` when asked to, and one of the others at random. */
export function actsIn({ hub, draws, model, planted, ids, now, momentIn, ...world }: World) {
  const { must, definePurposes, living, check } = world;
  const { one, chance, below, several } = draws;
  let records = 0;
  const putRecord = async (spoke: string, sourceId: string) => {
    records += 1;
    const tag = String(records).padStart(4, '0');
    const made = {
      name: `Qname${tag}`,
      email: `q${tag}@example.com`,
      phone: `+447700900${String(records % 1000).padStart(3, '0')}`,
      line1: `${tag} Qstreet`,
      birthDate: `${one([1960, 1985, 2011, 2013])}-${String(1 + below(12)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}`,
    };
    const country = one(['GB', 'DE', 'US', undefined]);
    const body = {
      name: { given: made.name, family: 'Example' },
      emails: [{ value: made.email }],
      phones: [{ value: made.phone }],
      addresses: [{ line1: made.line1, ...(country && { country }) }],
      ...(chance(0.5) && { birthDate: made.birthDate }),
    };
    const answer = await must('putRecord', {
      params: { spoke, sourceId },
      body: { schema: 'person', attributes: body, updatedAt: now() },
    });
    ids.push(answer.customerId);
    for (const [value, kind] of [
      [made.name, 'other'],
      [made.email, 'email'],
      [made.phone, 'phone'],
      [made.line1, 'post'],
    ] as const)
      planted.push({ value, kind, spoke, sourceId });
  };

  const say = async () => {
    const customerId = one(ids);
    const [stored] = await hub.services.customers.load([customerId]);
    if (stored === undefined) return;
    const purpose = one([...model.purposes.values()]);
    const { emails, phones, members } = personOf(stored);
    const status = one([
      'given',
      'given',
      'given',
      'denied',
      'withdrawn',
      'objected',
      'parental',
    ] as const);
    const chosen = several(purpose.channels, 2);
    const channels: readonly Channel[] = chosen.length === 0 ? purpose.channels : chosen;
    const isReached = channels.every((each) => ['email', 'sms'].includes(each));
    const points = channels.includes('email') ? emails : phones;
    const point = isReached && points.length > 0 && chance(0.6) ? one(points) : undefined;
    const expiresAt =
      ['given', 'parental'].includes(status) && chance(0.4)
        ? momentIn((1 + below(60)) * 86_400_000)
        : undefined;
    const jurisdiction = one(['GB', 'DE', 'US']);
    const said = await must('putConsent', {
      params: { customerId, purpose: purpose.name },
      body: {
        status,
        channels,
        jurisdiction,
        collection: { method: 'web-form' },
        ...(point && { contactPoint: point }),
        ...(expiresAt && { expiresAt }),
        at: now(),
      },
    });
    if (model.events.some(({ eventId }) => eventId === said.eventId)) return;
    model.events.push({
      eventId: said.eventId,
      customerId,
      kind: status,
      purpose: purpose.name,
      channels: [...channels] as unknown as ConsentEvent['channels'],
      ...(point && { contactPoint: point }),
      at: now(),
      recordedAt: now(),
      ...(expiresAt && { expiresAt }),
      jurisdiction,
      ...(members.length > 1 && { decidedFor: members }),
    });
  };

  const restrict = async () => {
    const customerId = one(ids);
    const isHold = chance(0.4);
    const restricts = isHold && chance(0.5);
    const until = chance(0.5) ? momentIn((1 + below(30)) * 86_400_000) : undefined;
    const { restrictionId } = await must('placeRestriction', {
      params: { customerId },
      body: {
        kind: isHold ? 'legal-hold' : 'restriction',
        ground: isHold ? 'legal-claim' : 'accuracy-contested',
        reason: 'a claim',
        ...(restricts && { restricts }),
        ...(until && { until }),
      },
    });
    if (!isHold || restricts)
      model.restrictions.push({ restrictionId, customerId, from: now(), ...(until && { until }) });
  };

  const lift = async () => {
    const open = model.restrictions.filter(
      ({ until, liftedAt }) => liftedAt === undefined && (until === undefined || until > now()),
    );
    if (open.length === 0) return;
    const each = one(open);
    const { customerId, restrictionId } = each;
    await must('liftRestriction', {
      params: { customerId, restrictionId },
      body: { reason: 'settled' },
    });
    each.liftedAt = now();
  };

  const rearrange = async () => {
    const people = await living();
    const reader = one(readers);
    const asks = { role: 'administrator', spoke: reader.spoke } as const;
    const merged = people.filter(({ customer }) => customer.members.length > 1);
    if (merged.length > 0 && chance(0.5)) {
      const { customer } = one(merged);
      const member = customer.members.find((each) => each.customerId !== customer.customerId);
      const call = {
        params: { customerId: customer.customerId },
        body: { customerId: member?.customerId },
      };
      await check(
        JSON.stringify((await hub.call('unmergeCustomer', { ...call, ...asks })).body),
        reader,
        'unmerge',
      );
      return;
    }
    const [a, b] = [one(people), one(people)];
    if (a.customer.customerId === b.customer.customerId) return;
    const call = {
      params: { customerId: a.customer.customerId },
      body: { with: b.customer.customerId },
    };
    await check(
      JSON.stringify((await hub.call('mergeCustomers', { ...call, ...asks })).body),
      reader,
      'merge',
    );
  };

  let isChanged = false;
  const acts: readonly (readonly [number, () => Promise<void>])[] = [
    [2, () => putRecord(one(readers).spoke, `r${records}`)],
    [
      1,
      () => {
        const again = one(planted);
        return putRecord(again.spoke, again.sourceId);
      },
    ],
    [8, say],
    [2, restrict],
    [2, lift],
    [3, rearrange],
    [
      1,
      () => {
        isChanged = !isChanged;
        return definePurposes(isChanged);
      },
    ],
    [
      1,
      async () => {
        const [ruleId, isSignedOff] = [
          one(['pecr-post', 'eprivacy-live-calls', 'eu-child-age-DE']),
          chance(0.5),
        ];
        const { status } = await hub.call('signOffRule', {
          params: { ruleId },
          body: { isSignedOff, ground: 'an opinion' },
        });
        if (status === 404) return;
        if (isSignedOff) model.signedOff.add(ruleId);
        else model.signedOff.delete(ruleId);
      },
    ],
    [
      1,
      async () => {
        const reader = one(readers.slice(2));
        const body = { title: chance(0.5) ? 'Narrow' : reader.spoke, purpose: reader.purpose };
        await must('putLens', {
          params: { name: reader.spoke },
          body: { ...body, attributes: chance(0.5) ? attributes.slice(0, 3) : attributes },
        });
      },
    ],
  ];
  const weighted = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
  return { putRecord, act: () => one(weighted)() };
}
