import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';

/** A table of this app or one that was restored beside it; the two types differ by `undefined` alone. */
export type AnyTable = dynamodb.Table | dynamodb.ITable;
