import { describe, expect, it } from 'vitest';
import { callbackFault } from '#core/privacy-request/callback-fault';

const agent = { callbackHosts: ['agent.example.com', '127.0.0.1', '169.254.169.254', '[::1]'] };
const inTheCloud = { isLoopbackAllowed: false };
const here = { isLoopbackAllowed: true };

describe('where the hub calls an agent', () => {
  it.each([
    'https://agent.example.com/status',
    'https://AGENT.example.com/status?case=7',
    'https://agent.example.com:443/',
  ])('calls %s', (url) => {
    expect(callbackFault(url, agent, inTheCloud)).toBeUndefined();
  });

  it.each([
    ['http://agent.example.com/status', 'address'],
    ['https://agent.example.com:8443/status', 'address'],
    ['https://user@agent.example.com/status', 'address'],
    ['https://agent.example.com/status#there', 'address'],
    ['https://127.0.0.1/', 'address'],
    ['http://127.0.0.1:9001/2018-06-01/runtime/invocation/next', 'address'],
    ['https://169.254.169.254/latest/meta-data', 'address'],
    ['https://2852039166/', 'address'],
    ['https://[::1]/', 'address'],
    ['https://[::ffff:a9fe:a9fe]/', 'address'],
    ['file:///etc/passwd', 'address'],
    ['nonsense', 'address'],
    ['https://example.com/', 'host'],
    ['https://sub.agent.example.com/', 'host'],
    ['https://agent.example.com.evil.example.net/', 'host'],
    ['https://agent.example.com./', 'host'],
  ])('does not call %s: %s', (url, fault) => {
    expect(callbackFault(url, agent, inTheCloud)).toBe(fault);
  });

  it('calls nobody for an agent without hosts', () => {
    expect(callbackFault('https://agent.example.com/', {}, inTheCloud)).toBe('host');
  });

  it('calls a receiver of the same machine only where that is set, and only where it is registered', () => {
    expect(callbackFault('http://127.0.0.1:4711/status', agent, here)).toBeUndefined();
    expect(callbackFault('http://localhost:4711/status', agent, here)).toBe('host');
    expect(callbackFault('http://169.254.169.254/', agent, here)).toBe('address');
  });
});
