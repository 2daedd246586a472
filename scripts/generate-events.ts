/** Writes what is made from the event catalogue: schemas, samples and pages of `events/`, docs/asyncapi.json. */
import {
  type EventContract,
  type EventType,
  eventContracts,
  eventSource,
  eventTypes,
} from '#events/catalogue';
import { asyncApiSchema, detailSchema, type SchemaDocument } from '#events/json-schema';
import { eventSamples } from '#events/samples';

/** Path from the repository's root → content. */
export function generateEvents(): Record<string, string> {
  const perEvent = eventTypes.flatMap((type) => [
    [`events/${type}/schema.json`, json(detailSchema(type))],
    [`events/${type}/sample.json`, json(eventSamples[type])],
    [`events/${type}/README.md`, page(type)],
  ]);
  return Object.fromEntries([...perEvent, ['docs/asyncapi.json', json(asyncApi())]]);
}

const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(shortLists, (list) => onOneLine(list))}\n`;

// A list of plain values stands on one line where it fits, as the formatter of the check command has it.
const shortLists = /^( *)(?:"[^"]+": )?\[\n(?:\s+(?:"(?:[^"\\]|\\.)*"|[\d.]+),?\n)+ *\],?$/gm;
const lineWidth = 100;

function onOneLine(list: string): string {
  const indent = list.length - list.trimStart().length;
  const line =
    ' '.repeat(indent) +
    list
      .trim()
      .replace(/\n\s*/g, ' ')
      .replace('[ ', '[')
      .replace(/ \](?=,?$)/, ']');
  return line.length <= lineWidth ? line : list;
}

function page(type: EventType): string {
  const { title, sentWhen, readBy }: EventContract = eventContracts[type];
  const rows = fieldsOf(detailSchema(type)).map(
    ({ path, required, description }) =>
      `| \`${path}\` | ${required ? 'always' : 'where it applies'} | ${description} |`,
  );
  return `# ${type}

${title}. The schema beside this page describes \`detail\`; [docs/events.md](../../docs/events.md) tells how to subscribe.

**Sent when.** ${sentWhen}

**Read by.** ${readBy}

**Never in it.** A value of an attribute, old or new; a source id; a name, an address, a contact point, a reason in words. Ids and names of attributes only.

| field of \`detail\` | present | what |
| --- | --- | --- |
${rows.join('\n')}
`;
}

interface Field {
  readonly path: string;
  readonly required: boolean;
  readonly description: string;
}

function fieldsOf(schema: SchemaDocument, at = ''): readonly Field[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, SchemaDocument>>;
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([name, each]) =>
    each.properties === undefined
      ? [
          {
            path: at + name,
            required: required.includes(name),
            description: String(each.description ?? ''),
          },
        ]
      : fieldsOf(each, `${at}${name}.`),
  );
}

/** https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
function asyncApi() {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Goldspoke events',
      version: '1.0.0',
      description:
        'What the hub tells its spokes, on an EventBridge bus. At least once; ordered per customer by `metadata.sequence`; thin: ids and names of attributes, never a value.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      bus: {
        address: 'goldspoke',
        title: 'The event bus',
        description: `EventBridge bus; \`source\` is \`${eventSource}\`, \`detail-type\` is the name of the message.`,
        messages: Object.fromEntries(
          eventTypes.map((type) => [type, { $ref: `#/components/messages/${type}` }]),
        ),
      },
    },
    operations: {
      publish: {
        action: 'send',
        channel: { $ref: '#/channels/bus' },
        summary: 'The hub publishes one event per change and registered spoke.',
        messages: eventTypes.map((type) => ({ $ref: `#/channels/bus/messages/${type}` })),
      },
    },
    components: {
      messages: Object.fromEntries(eventTypes.map((type) => [type, message(type)])),
    },
  };
}

function message(type: EventType) {
  const { title, sentWhen, readBy }: EventContract = eventContracts[type];
  return {
    name: type,
    title,
    summary: sentWhen,
    description: readBy,
    contentType: 'application/json',
    payload: asyncApiSchema(type),
    examples: [{ name: 'sample', payload: eventSamples[type] }],
  };
}
