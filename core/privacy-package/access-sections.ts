import { element, type Html, paragraph, plainWords } from '#core/dedupe-report/html';
import type { Section } from '#core/dedupe-report/page';
import { dayOf, inFull, rowsOrNone, textOf } from './page-values.ts';
import type { AccessPart } from './privacy-package.ts';

/** What the right of access asks for, in the order of GDPR art. 15(1). */
export const accessSections = (access: AccessPart): readonly Section[] => [
  ['profile', 'What is held about you', profileTable(access)],
  ['purposes', 'What it is used for', [purposesTable(access), contactTable(access)]],
  ['recipients', 'Who receives it', recipients(access)],
  ['retention', 'For how long', paragraph(inFull(access.retention ?? notSaid))],
  ['consents', 'What you agreed to and refused', consentsTable(access)],
  ['restrictions', 'What is restricted or kept', restrictionsTable(access)],
  ['matching', 'What a program works out', matching(access)],
  ['requests', 'Your requests', requestsTable(access)],
  ['history', 'What changed', historyTable(access)],
  ['rights', 'Your rights', rights(access)],
];

const notSaid = 'The business has not said so in this system; ask it.';
const list = (words: readonly string[]) => inFull(words.map(plainWords).join(', '));

const profileTable = ({ profile }: AccessPart): Html =>
  rowsOrNone('As the business sees you, put together from its records', profile, [
    { title: 'what', cell: ({ title, attribute }) => title ?? plainWords(attribute) },
    { title: 'value', cell: ({ value }) => inFull(textOf(value)) },
    { title: 'category', cell: ({ classification }) => classification },
    {
      title: 'from',
      cell: ({ saidBy, sources }) =>
        saidBy === 'sources'
          ? inFull([...new Set(sources.map((each) => each.title ?? each.spoke))].join(', '))
          : { you: 'you', staff: 'a member of staff' }[saidBy],
    },
  ]);

const purposesTable = ({ purposes }: AccessPart): Html =>
  rowsOrNone('Purposes and the grounds that they may stand on', purposes, [
    { title: 'purpose', cell: ({ title }) => inFull(title) },
    { title: 'what you have of it', cell: ({ benefit }) => inFull(benefit ?? '') },
    { title: 'grounds', cell: ({ legalBases }) => list(legalBases) },
    { title: 'what is used', cell: ({ attributes }) => list(attributes) },
  ]);

const contactTable = ({ contact }: AccessPart): Html =>
  rowsOrNone(
    'Whether you are contacted, as things stand',
    contact.flatMap(({ title, channels }) => channels.map((each) => ({ title, ...each }))),
    [
      { title: 'purpose', cell: ({ title }) => inFull(title) },
      { title: 'by', cell: ({ channel }) => plainWords(channel) },
      { title: 'contacted', cell: ({ isUsed }) => (isUsed ? 'yes' : 'no') },
      { title: 'what you said', cell: ({ status }) => status },
      { title: 'ground', cell: ({ legalBasis }) => plainWords(legalBasis ?? '') },
    ],
  );

const recipients = ({
  recipients: systems,
  thirdParties,
  storedIn,
}: AccessPart): readonly Html[] => [
  rowsOrNone('Systems of the business', systems, [
    { title: 'system', cell: ({ title, spoke }) => inFull(title ?? spoke) },
    { title: 'holds records', cell: ({ holdsRecords }) => (holdsRecords ? 'yes' : 'no') },
    { title: 'hears of changes', cell: ({ hearsOfChanges }) => (hearsOfChanges ? 'yes' : 'no') },
    { title: 'may read', cell: ({ attributes }) => list(attributes) },
    { title: 'for', cell: ({ purposes }) => list(purposes) },
  ]),
  rowsOrNone('Third parties', thirdParties, [
    { title: 'who', cell: ({ name }) => inFull(name) },
    { title: 'for', cell: ({ purposes = [] }) => list(purposes) },
  ]),
  paragraph('Countries in which it is stored: ', inFull(storedIn.join(', ') || notSaid)),
];

const consentsTable = ({ consents }: AccessPart): Html =>
  rowsOrNone('Everything that you are on record to have said, oldest first', consents, [
    { title: 'purpose', cell: ({ title, purpose }) => inFull(title ?? purpose) },
    { title: 'what', cell: ({ kind }) => kind },
    { title: 'by', cell: ({ channels }) => list(channels) },
    { title: 'when', cell: ({ at }) => dayOf(at) },
    {
      title: 'how it is proved',
      cell: ({ proof }) => inFull(proof === undefined ? '' : textOf(proof)),
    },
  ]);

const restrictionsTable = ({ restrictions }: AccessPart): Html =>
  rowsOrNone('Restrictions of use, and duties to keep', restrictions, [
    { title: 'what', cell: ({ kind }) => plainWords(kind) },
    { title: 'why', cell: ({ ground }) => plainWords(ground) },
    { title: 'from', cell: ({ from }) => dayOf(from) },
    { title: 'until', cell: ({ until, isOpen }) => endOf(until, isOpen) },
    {
      title: 'of',
      cell: ({ attributes }) => (attributes === undefined ? 'all' : list(attributes)),
    },
  ]);

const endOf = (until: string | undefined, isOpen: boolean): string => {
  if (until !== undefined) return dayOf(until);
  return isOpen ? 'open' : 'ended';
};

const matching = ({ automatedDecisions }: AccessPart): readonly Html[] => [
  paragraph(inFull(automatedDecisions.says)),
  paragraph('Compared for you: ', list(automatedDecisions.comparedBy), '.'),
  paragraph(
    `Records put to the first one: by the program ${automatedDecisions.joinedByMachine}, by staff ${automatedDecisions.joinedByStaff}.`,
  ),
];

const requestsTable = ({ requests }: AccessPart): Html =>
  rowsOrNone('What you asked for', requests, [
    { title: 'request', cell: ({ requestId }) => requestId },
    { title: 'for', cell: ({ rights: asked }) => list(asked) },
    { title: 'state', cell: ({ state }) => plainWords(state) },
    { title: 'received', cell: ({ receivedAt }) => dayOf(receivedAt) },
    { title: 'ended', cell: ({ endedAt }) => (endedAt === undefined ? '' : dayOf(endedAt)) },
  ]);

const historyTable = ({ history, isHistoryWhole }: AccessPart): readonly Html[] => [
  rowsOrNone('Changes of what is held, without values', history, [
    { title: 'when', cell: ({ at }) => dayOf(at) },
    { title: 'what', cell: ({ says }) => says },
    { title: 'by', cell: ({ by }) => by },
    { title: 'changed', cell: ({ changed }) => list(changed) },
  ]),
  ...(isHistoryWhole ? [] : [paragraph('There were more; ask for the rest.')]),
];

const rights = ({ rights: told, complaint }: AccessPart): readonly Html[] => [
  element(
    'ul',
    {},
    told.map(({ says }) => element('li', {}, says)),
  ),
  paragraph(complaint),
];
