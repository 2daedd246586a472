import {
  type Content,
  element,
  type Html,
  paragraph,
  plainWords,
  table,
} from '#core/dedupe-report/html';
import { figures, page, type Section } from '#core/dedupe-report/page';
import type { JsonObject } from '#core/kernel/types';
import { accessSections } from './access-sections.ts';
import { dayOf, inFull, textOf, valueRows, whole } from './page-values.ts';
import type { OwnWord, PackageRecord, PrivacyPackage } from './privacy-package.ts';

/** The package for somebody to read: one HTML page that loads nothing and runs nothing. */
export function packagePage(
  of: PrivacyPackage,
  means: { readonly sha256: (text: string) => string },
): string {
  const { madeAt, request, controller, records, ownWords, access, annexes } = of;
  const titled = <T extends Section>(sections: readonly (T | false)[]) =>
    sections.filter((each): each is T => each !== false);
  return page(
    {
      title: access === undefined ? 'Data that you provided' : 'What is held about you',
      notice: element(
        'p',
        { class: 'notice' },
        'This page is about you alone. Keep it where nobody else reads it.',
      ),
      summary: [
        paragraph(
          `Answer to your request ${request.requestId} of ${dayOf(request.receivedAt)}, made on ${dayOf(madeAt)}. Times are in UTC.`,
        ),
        controller === undefined
          ? []
          : paragraph(
              'Who answers for the data: ',
              inFull(controller.legalName),
              ', ',
              inFull(addressOf(controller.address)),
              '. Ask ',
              inFull(controller.contact),
              ' at ',
              inFull(`${controller.email}, ${controller.phone}`),
              '.',
            ),
        figures([
          ['records', String(records.length), 'from systems'],
          ['systems', String(new Set(records.map(({ spoke }) => spoke)).size), 'that sent them'],
          ...(access === undefined
            ? []
            : ([
                ['purposes', String(access.purposes.length), 'that it is used for'],
                ['recipients', String(recipientsIn(of)), 'systems and third parties'],
              ] as const)),
        ]),
      ],
      sections: titled<Section>([
        ...(access === undefined ? [] : accessSections(access)),
        ownWords.length > 0 && ['own-words', 'What you said yourself', ownWordsTable(ownWords)],
        ['records', 'Every record, as its system sent it', records.map(recordBlock)],
        Object.keys(annexes).length > 0 && [
          'annexes',
          'What systems added',
          Object.entries(annexes).map(([spoke, { receivedAt, data }]) => [
            element('h3', {}, inFull(spoke)),
            paragraph(`Received on ${dayOf(receivedAt)}.`),
            valueRows(`Of ${spoke}`, data),
          ]),
        ],
      ]),
    },
    means,
  );
}

/** As it is written on a letter. */
const addressOf = ({ street, postcode, locality, region, country }: JsonObject): string =>
  [street, postcode, locality, region, country]
    .filter((each) => typeof each === 'string')
    .join(', ');

const recipientsIn = ({ access }: PrivacyPackage): number =>
  (access?.recipients.length ?? 0) + (access?.thirdParties.length ?? 0);

const ownWordsTable = (words: readonly OwnWord[]): Html =>
  table(
    'Values that you set in your own door',
    words,
    [
      { title: 'what', cell: ({ attribute }) => plainWords(attribute) },
      { title: 'value', cell: ({ value }) => inFull(textOf(value)) },
      { title: 'when', cell: ({ at }) => dayOf(at) },
    ],
    whole,
  );

function recordBlock(record: PackageRecord): Content {
  const { spoke, title, sourceId, updatedAt, receivedAt, isProvided, attributes } = record;
  const origin = isProvided ? 'from you or from what you did' : 'from somebody else';
  return [
    element('h3', {}, inFull(title ?? spoke), ', record ', inFull(sourceId)),
    paragraph(`Last changed on ${dayOf(updatedAt)}, received on ${dayOf(receivedAt)}; ${origin}.`),
    valueRows(`Values of record ${sourceId}`, attributes),
  ];
}
