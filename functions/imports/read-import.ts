import type { readImport } from './contract.ts';
import { findImport, importView } from './find-import.ts';
import type { HandleImport } from './services.ts';

export const handleReadImport: HandleImport<typeof readImport> = async (
  { params, caller },
  services,
) => importView(await findImport(params.importId, caller, services));
