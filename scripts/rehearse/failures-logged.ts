import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/** Lines of the functions that tell of failures: why a test that goes through the API failed. */
export async function failuresLogged(): Promise<readonly string[]> {
  const client = new CloudWatchLogsClient();
  const { logGroups = [] } = await client.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: '/goldspoke/' }),
  );
  const lines: string[] = [];
  for (const { logGroupName } of logGroups) {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
    const failed = events.flatMap(({ message = '' }) =>
      message.split('\n').filter((line) => /"level":"(ERROR|CRITICAL)"/.test(line)),
    );
    lines.push(...failed.map((line) => `${logGroupName} ${line}`));
  }
  return lines;
}
