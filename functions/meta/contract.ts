import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';

export const readHealth = {
  method: 'GET',
  path: '/health',
  summary: 'Liveness.',
  permission: null,
  response: z.object({ status: z.literal('ok') }),
  refusals: [],
} as const satisfies Contract;

export const readOpenApi = {
  method: 'GET',
  path: '/openapi.json',
  summary: 'This document.',
  permission: null,
  response: z.looseObject({ openapi: z.string() }),
  refusals: [],
} as const satisfies Contract;
