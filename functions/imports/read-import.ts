import type { readImport } from './contract.ts';
import { findImport, importView } from './find-import.ts';
import type { HandleImport } from './services.ts';

export const handleReadImport: HandleImport<typeof readImport> = async (
  { params, access },
  services,
) => importView(await findImport(params.importId, 'import:read', access, services));
