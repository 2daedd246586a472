import { Refusal } from '#core/kernel/refusal';
import {
  type ConfigurationType,
  configurationPartition,
  customerPartition,
  importPartition,
  runPartition,
} from './keys.ts';
import { systemSubject } from './vault.ts';

/** Where release 0.1.0 kept an object's entries, and under whose key its reasons are sealed. */
export interface ObjectPlace {
  readonly earlier?: string;
  readonly subject: string;
}

const configurationTypes: readonly string[] = [
  'spoke',
  'schema',
  'token',
  'org-unit',
  'role',
  'lens',
  'user',
  'purpose',
  'notice',
  'sign-off',
  'controller',
  'privacy-targets',
  'agent',
] satisfies ConfigurationType[];

/** What has a chain and never had one in release 0.1.0. */
const laterTypes: readonly string[] = [
  'access',
  'audit',
  'consent',
  'consent-rehearsal',
  'glass',
  'request',
  'retention-run',
];

/** `customer:cus_…`, `spoke:web`, `access:…`; refuses what is no name of a chain. */
export function checkObjectName(object: string): ObjectPlace {
  const [, type = '', name = ''] = /^([a-z-]+):(.+)$/.exec(object) ?? [];
  if (type === 'customer') return { earlier: customerPartition(name), subject: name };
  if (type === 'import') return { earlier: importPartition(name), subject: systemSubject };
  if (type === 'run') return { earlier: runPartition(name), subject: systemSubject };
  if (configurationTypes.includes(type))
    return {
      earlier: configurationPartition(type as ConfigurationType, name),
      subject: systemSubject,
    };
  if (laterTypes.includes(type)) return { subject: systemSubject };
  throw new Refusal('request.invalid', [
    { pointer: '/object', rule: 'object', message: 'is not of the form type:name' },
  ]);
}
