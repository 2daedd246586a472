import { createHash } from 'node:crypto';
import { packagePage } from '#core/privacy-package/package-page';
import type { PrivacyPackage } from '#core/privacy-package/privacy-package';
import { withoutOthers } from '#core/privacy-package/without-others';
import type { Services } from '#functions/shared/handle';
import type { KeptPackage } from '#store/packages';

/**
 * Largest package without annexes, and largest sum of annexes, in bytes as they leave: a Lambda function
 * answers with at most 6 MB (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const mostOwnBytes = 3_500_000;
export const mostAnnexBytes = 1_000_000;

export const formats = ['html', 'json'] as const;
export type PackageFormat = (typeof formats)[number];

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

/** As an answer it is a text within JSON, with every quote escaped. */
const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text));

const textIn = (format: PackageFormat, of: PrivacyPackage): string =>
  format === 'json' ? `${JSON.stringify(of, null, 1)}\n` : packagePage(of, { sha256 });

/** Whether it can be answered in either format. */
export const fitsAnswer = (of: PrivacyPackage): boolean =>
  formats.every((format) => bytesOf(textIn(format, of)) <= mostOwnBytes);

/** The kept package with what spokes have added since. */
export async function packageText(
  format: PackageFormat,
  { requestId, text }: KeptPackage,
  { packages }: Pick<Services, 'packages'>,
): Promise<string> {
  // Written by make-package.ts alone.
  const made = JSON.parse(text) as PrivacyPackage;
  const own = new Set(made.customerIds);
  const annexes = (await packages.annexes(requestId)).map(
    ({ spoke, receivedAt, text: sent }) =>
      [spoke, { receivedAt, data: withoutOthers(JSON.parse(sent), own) }] as const,
  );
  return textIn(format, { ...made, annexes: Object.fromEntries(annexes) });
}
