import * as z from 'zod';
import { packageShape } from '#functions/privacy-packages/package-shape';

/** The JSON Schema of the package that answers a request for access or portability. */
export const packageSchema = () => ({
  $id: 'urn:goldspoke:privacy-package:v1',
  title: 'Goldspoke privacy package, version 1',
  ...z.toJSONSchema(packageShape, { io: 'output' }),
});
