import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { CapabilityEntry } from '#functions/manifest';
import type { StreamReader } from '#functions/shared/put-aside';
import type { DataStack } from '#lib/data/data-stack';
import type { EventsStack } from '#lib/events/events-stack';
import type { IdentityStack } from '#lib/identity/identity-stack';
import {
  dedupePrefix,
  importsPrefix,
  ownObjectsFinding,
  rehearsalsPrefix,
  retentionPrefix,
  runWorkflow,
  startWorkflow,
  tellMissingObjects,
  useWorkObjects,
} from '#lib/workflows/import-access';
import { stateMachineArn } from '#lib/workflows/state-machine-arn';
import { checkpointFolder } from '#store/checkpoint-objects';
import {
  auditPartition,
  configurationKey,
  configurationPartition,
  proofKeysPartition,
  rehearsalObject,
  rehearsalPartition,
  requestPartition,
  requestsOfPartition,
  retentionObject,
  retentionPartition,
  tokenKey,
} from '#store/keys';
import { tableDefinitions } from '#store/tables';
import {
  keepProofKeys,
  listItemsOf,
  makeCheckpointsIn,
  managePeople,
  noteInItemsOf,
  objectsFinding,
  publishTo,
  putInto,
  readAndWriteMainTable,
  readErasureHead,
  readItemsOf,
  readMainTable,
  readRequestsIn,
  readStream,
  sendTo,
  signWith,
  tellEndsIn,
  useCheckpointObjects,
  useVault,
  writeItemsOf,
} from './statements.ts';

export interface Access {
  readonly statements: readonly iam.PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
  /** Findings of cdk-nag about `statements` → why they stand. */
  readonly acknowledged?: Readonly<Record<string, string>>;
}

/** What each kind of function may do, and what it is told; the one place where both are decided. */
export interface FunctionAccess {
  /** Encrypts logs. */
  readonly operationsKey: kms.IKey;
  /** As the manifest says that the capability needs. */
  ofCapability(needs: CapabilityEntry['needs']): Access;
  /** Tokens and people's grants, and nothing of customers; whose keys sign tokens. */
  ofAuthorizer(): Access;
  /** The stream, the names of spokes, the bus, the key of proofs; no key opens a personal value for it. */
  ofPublisher(): Access;
  /** The stream, and customers as a capability has them. */
  ofConverge(): Access;
  /** Entries by the time of their writing, checkpoints, the key that signs them; no customer. */
  ofCheckpoint(): Access;
  /** Ends of consents, and the ledgers that they are of; no key opens a personal value for it. */
  ofConsentEnds(): Access;
  /** Privacy requests and their workflow; of customers nothing. */
  ofPrivacyClocks(): Access;
  /** Privacy requests, who asked, the key of proofs; of customers nothing. */
  ofAgentCallbacks(): Access;
  /** Customers as a capability has them, and the objects of imports. */
  ofImportSteps(): Access;
  /** Customers as a capability has them, and letting its own workflow go on. */
  ofPrivacySteps(): Access;
  /** Customers as a capability has them, and the objects of dedupe runs. */
  ofDedupeSteps(): Access;
  /** All customers to read; rehearsals and their objects to write. */
  ofConsentRehearsalSteps(): Access;
  /** Customers as a capability has them, the objects of retention runs, and starting erasures. */
  ofRetentionSteps(): Access;
  /** What is governed to read, retention runs to write, and their workflow to start. */
  ofRetentionClock(): Access;
}

const indexes = tableDefinitions.main.indexes.map(({ name }) => name);

/** `tenant` is part of all that is sealed, so a deployment keeps it for ever. */
export function makeFunctionAccess(
  data: DataStack,
  events: EventsStack,
  identity: IdentityStack,
  workBucket: s3.Bucket,
  tenant: string,
): FunctionAccess {
  const { mainTable, vaultTable, vaultKey, poisonBucket, dataKey, auditEvidence, proofKey } = data;
  const { bus, poisonQueue, operationsKey } = events;
  const privacyWorkflow = stateMachineArn(Stack.of(workBucket), tenant, 'privacy-request');
  // docs/architecture.md, "Environment of every function". A name opens nothing; the statements do.
  const environment = {
    TABLE_NAME: mainTable.tableName,
    VAULT_TABLE_NAME: vaultTable.tableName,
    KMS_KEY_ID: vaultKey.keyArn,
    EVENT_BUS_NAME: bus.eventBusName,
    POISON_QUEUE_URL: poisonQueue.queueUrl,
    POISON_BUCKET: poisonBucket.bucketName,
    TENANT: tenant,
    PROOF_KEY_ID: proofKey.keyArn,
    PRIVACY_WORKFLOW_ARN: privacyWorkflow,
  };
  const importWorkflow = stateMachineArn(Stack.of(workBucket), tenant, 'import');
  const importing = {
    environment: {
      ...environment,
      WORK_BUCKET: workBucket.bucketName,
      IMPORT_WORKFLOW_ARN: importWorkflow,
    },
    acknowledged: Object.fromEntries(
      [objectsFinding(workBucket, importsPrefix), ownObjectsFinding(workBucket, importsPrefix)].map(
        (finding) => [
          finding,
          'Each import has objects of its own; their names are not known before.',
        ],
      ),
    ),
  };
  const dedupeWorkflow = stateMachineArn(Stack.of(workBucket), tenant, 'dedupe');
  const deduping = {
    environment: {
      ...environment,
      WORK_BUCKET: workBucket.bucketName,
      DEDUPE_WORKFLOW_ARN: dedupeWorkflow,
    },
    acknowledged: Object.fromEntries(
      [objectsFinding(workBucket, dedupePrefix), ownObjectsFinding(workBucket, dedupePrefix)].map(
        (finding) => [
          finding,
          'Each dedupe run has objects of its own; their names are not known before.',
        ],
      ),
    ),
  };
  const rehearsalWorkflow = stateMachineArn(Stack.of(workBucket), tenant, 'consent-rehearsal');
  const rehearsing = {
    environment: {
      ...environment,
      WORK_BUCKET: workBucket.bucketName,
      CONSENT_REHEARSAL_WORKFLOW_ARN: rehearsalWorkflow,
    },
    acknowledged: Object.fromEntries(
      [
        objectsFinding(workBucket, rehearsalsPrefix),
        ownObjectsFinding(workBucket, rehearsalsPrefix),
      ].map((finding) => [
        finding,
        'Each rehearsal has objects of its own; their names are not known before.',
      ]),
    ),
  };
  const retentionWorkflow = stateMachineArn(Stack.of(workBucket), tenant, 'retention');
  const retaining = {
    environment: {
      ...environment,
      WORK_BUCKET: workBucket.bucketName,
      RETENTION_WORKFLOW_ARN: retentionWorkflow,
    },
    acknowledged: Object.fromEntries(
      [
        objectsFinding(workBucket, retentionPrefix),
        ownObjectsFinding(workBucket, retentionPrefix),
      ].map((finding) => [
        finding,
        'Each retention run has objects of its own; their names are not known before.',
      ]),
    ),
  };
  const checkpointing = {
    environment: { ...environment, CHECKPOINT_BUCKET: auditEvidence.bucket.bucketName },
    acknowledged: {
      [objectsFinding(auditEvidence.bucket, checkpointFolder)]:
        'Each checkpoint is an object of its own; their names are numbers.',
    },
  };
  const customers = () => [
    ...readAndWriteMainTable(mainTable, indexes),
    ...useVault(vaultTable, vaultKey, tenant),
  ];
  const tables = {
    none: () => [],
    read: () => readMainTable(mainTable, indexes),
    'read-write': () => readAndWriteMainTable(mainTable, indexes),
  } as const;

  /** Under its own name; functions/shared/put-aside.ts. */
  const putAside = (reader: StreamReader) => ({
    statements: [...sendTo(poisonQueue, operationsKey), ...putInto(poisonBucket, reader, dataKey)],
    acknowledged: {
      [objectsFinding(poisonBucket, reader)]:
        'Each record that can never be followed becomes an object of its own; their names are not known before.',
    },
  });

  return {
    operationsKey,
    ofCapability: (needs) => ({
      statements: [
        ...tables[needs.tables](),
        ...(needs.keys
          ? useVault(vaultTable, vaultKey, tenant)
          : needs.tables === 'none'
            ? []
            : readErasureHead(vaultTable)),
        ...(needs.people === undefined ? [] : [managePeople(identity.userPool)]),
        ...(needs.proofs === undefined ? [] : signWith(proofKey)),
        ...(needs.proofKeys === undefined ? [] : listItemsOf(mainTable, proofKeysPartition)),
        ...(needs.imports === undefined
          ? []
          : [
              ...useWorkObjects(workBucket, dataKey, importsPrefix, [
                's3:GetObject',
                's3:PutObject',
              ]),
              tellMissingObjects(workBucket),
              ...startWorkflow(importWorkflow, operationsKey),
            ]),
        ...(needs.privacy === undefined ? [] : runWorkflow(privacyWorkflow, operationsKey)),
        ...(needs.dedupe === undefined
          ? []
          : [
              ...useWorkObjects(workBucket, dataKey, dedupePrefix, ['s3:GetObject']),
              tellMissingObjects(workBucket),
              ...startWorkflow(dedupeWorkflow, operationsKey),
            ]),
        ...(needs.consentRehearsals === undefined
          ? []
          : [
              ...useWorkObjects(workBucket, dataKey, rehearsalsPrefix, ['s3:GetObject']),
              tellMissingObjects(workBucket),
              ...startWorkflow(rehearsalWorkflow, operationsKey),
            ]),
        ...(needs.retention === undefined
          ? []
          : [
              ...useWorkObjects(workBucket, dataKey, retentionPrefix, ['s3:GetObject']),
              tellMissingObjects(workBucket),
              ...startWorkflow(retentionWorkflow, operationsKey),
            ]),
        ...(needs.checkpoints === undefined
          ? []
          : useCheckpointObjects(auditEvidence.bucket, ['s3:GetObject'])),
      ],
      ...(needs.imports !== undefined
        ? importing
        : needs.dedupe !== undefined
          ? deduping
          : needs.consentRehearsals !== undefined
            ? rehearsing
            : needs.retention !== undefined
              ? retaining
              : needs.checkpoints !== undefined
                ? checkpointing
                : needs.people !== undefined
                  ? { environment: { ...environment, ...identity.settings } }
                  : needs.customerAccounts !== undefined
                    ? { environment: { ...environment, ...identity.customerSettings } }
                    : { environment }),
    }),
    ofAuthorizer: () => ({
      statements: [
        ...readItemsOf(mainTable, [tokenKey('').PK, configurationKey('user', '').PK]),
        noteInItemsOf(mainTable, tokenKey('').PK),
      ],
      environment: {
        ...environment,
        TOKEN_ISSUER: `https://${identity.userPool.userPoolProviderName}`,
      },
    }),
    ofPublisher: () => ({
      statements: [
        readStream(mainTable),
        ...readMainTable(mainTable, indexes),
        publishTo(bus),
        ...signWith(proofKey),
        keepProofKeys(mainTable),
        ...putAside('publisher').statements,
      ],
      environment,
      acknowledged: putAside('publisher').acknowledged,
    }),
    ofConverge: () => ({
      statements: [readStream(mainTable), ...customers(), ...putAside('converge').statements],
      environment,
      acknowledged: putAside('converge').acknowledged,
    }),
    ofCheckpoint: () => ({
      statements: [
        ...makeCheckpointsIn(mainTable),
        ...useCheckpointObjects(auditEvidence.bucket, ['s3:GetObject', 's3:PutObject']),
        ...signWith(auditEvidence.key),
      ],
      environment: {
        ...checkpointing.environment,
        CHECKPOINT_KEY_ID: auditEvidence.key.keyArn,
      },
      acknowledged: {
        ...checkpointing.acknowledged,
      },
    }),
    ofConsentEnds: () => ({ statements: tellEndsIn(mainTable), environment }),
    ofPrivacyClocks: () => ({
      statements: [
        ...readRequestsIn(mainTable),
        ...writeItemsOf(mainTable, {
          // Beside a request its customer's list of them.
          partitions: [requestPartition(''), requestsOfPartition('')],
          audited: auditPartition('request:'),
        }),
        ...useVault(vaultTable, vaultKey, tenant),
        ...runWorkflow(privacyWorkflow, operationsKey),
      ],
      environment,
    }),
    ofAgentCallbacks: () => ({
      statements: [
        ...readRequestsIn(mainTable, [configurationPartition('agent', '')]),
        ...writeItemsOf(mainTable, {
          partitions: [requestPartition(''), requestsOfPartition('')],
          audited: auditPartition('request:'),
        }),
        ...useVault(vaultTable, vaultKey, tenant),
        ...signWith(proofKey),
        keepProofKeys(mainTable),
      ],
      environment,
    }),
    ofImportSteps: () => ({
      statements: [
        ...customers(),
        ...useWorkObjects(workBucket, dataKey, importsPrefix, [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
        ]),
        tellMissingObjects(workBucket),
      ],
      ...importing,
    }),
    ofPrivacySteps: () => ({
      statements: [
        ...customers(),
        ...signWith(proofKey),
        ...runWorkflow(privacyWorkflow, operationsKey),
      ],
      environment,
    }),
    ofDedupeSteps: () => ({
      statements: [
        ...customers(),
        ...useWorkObjects(workBucket, dataKey, dedupePrefix, ['s3:GetObject', 's3:PutObject']),
        tellMissingObjects(workBucket),
      ],
      ...deduping,
    }),
    ofConsentRehearsalSteps: () => ({
      statements: [
        ...readMainTable(mainTable, indexes),
        ...writeItemsOf(mainTable, {
          partitions: [rehearsalPartition('')],
          audited: auditPartition(rehearsalObject('')),
        }),
        ...useVault(vaultTable, vaultKey, tenant),
        ...useWorkObjects(workBucket, dataKey, rehearsalsPrefix, ['s3:GetObject', 's3:PutObject']),
        tellMissingObjects(workBucket),
      ],
      ...rehearsing,
    }),
    ofRetentionSteps: () => ({
      statements: [
        ...customers(),
        ...useWorkObjects(workBucket, dataKey, retentionPrefix, ['s3:GetObject', 's3:PutObject']),
        tellMissingObjects(workBucket),
        ...startWorkflow(privacyWorkflow, operationsKey),
      ],
      ...retaining,
    }),
    ofRetentionClock: () => ({
      statements: [
        ...readMainTable(mainTable, indexes),
        ...writeItemsOf(mainTable, {
          partitions: [retentionPartition('')],
          audited: auditPartition(retentionObject('')),
        }),
        ...useVault(vaultTable, vaultKey, tenant),
        ...startWorkflow(retentionWorkflow, operationsKey),
      ],
      environment: retaining.environment,
    }),
  };
}
