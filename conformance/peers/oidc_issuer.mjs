// An OpenID Connect issuer (the certified library oidc-provider) with a few people and clients, and a
// door for tests: who would sit at the browser is played by POST /peer/approve.
//   node oidc_issuer.mjs PORT AUDIENCE OPERATORS_ROLE
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, audience, operatorRole] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const people = {
  alice: { groups: ['beamline-8idi'], roles: [] },
  bob: { groups: [], roles: [] },
  ada: { groups: ['staff'], roles: [operatorRole] },
};

const claims = (sub) => ({ sub, preferred_username: sub, ...people[sub] });

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

const stored = new Map();

// One store for all generations of the provider, so that a change of keys ends no session.
class Adapter {
  constructor(model) { this.prefix = `${model}:`; }
  async upsert(id, payload) { stored.set(this.prefix + id, { ...payload }); }
  async find(id) { return stored.get(this.prefix + id); }
  async findByUserCode(code) { return this.first((p) => p.userCode === code); }
  async findByUid(uid) { return this.first((p) => p.uid === uid); }
  async consume(id) { stored.get(this.prefix + id).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { stored.delete(this.prefix + id); }
  async revokeByGrantId(grant) {
    for (const [key, p] of stored) if (p.grantId === grant) stored.delete(key);
  }
  first(matches) {
    for (const [key, p] of stored) if (key.startsWith(this.prefix) && matches(p)) return p;
    return undefined;
  }
}

const server = (identifier) => ({
  scope: 'openid profile groups offline_access',
  audience: identifier,
  accessTokenTTL: 600,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'RS256' } },
});

const make = (keys) => new Provider(issuer, {
  adapter: Adapter,
  jwks: { keys },
  clients: [
    {
      client_id: 'beamlet-cli',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token', 'authorization_code'],
      redirect_uris: ['http://127.0.0.1/callback'],
      response_types: ['code'],
      application_type: 'native',
    },
    {
      client_id: 'detector-daemon',
      client_secret: 'a-secret-of-this-test-issuer-only',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups', 'roles'] },
  findAccount: async (_, sub) => people[sub] && { accountId: sub, claims: async () => claims(sub) },
  extraTokenClaims: async (_, token) => (token.accountId ? claims(token.accountId) : undefined),
  rotateRefreshToken: true,
  issueRefreshToken: async (_, client, code) =>
    client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  cookies: { keys: [randomUUID()] },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => audience,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_, identifier) => server(identifier),
    },
  },
});

let keys = [signingKey()];
let provider = make(keys);

async function grantOf(account, client, scope) {
  const grant = new provider.Grant({ accountId: account, clientId: client.clientId });
  grant.addOIDCScope(scope);
  grant.addResourceScope(audience, scope);
  return grant.save();
}

const doors = {
  // {user_code, account}: what the person does in the browser.
  async '/peer/approve'({ user_code: userCode, account }) {
    const code = await provider.DeviceCode.findByUserCode(userCode.replace(/\W/g, '').toUpperCase());
    if (!code) return [404, { error: 'no such code' }];
    const client = await provider.Client.find(code.clientId);
    const scope = code.params.scope ?? 'openid';
    Object.assign(code, {
      accountId: account,
      grantId: await grantOf(account, client, scope),
      scope,
      claims: {},
      resource: audience,
      authTime: Math.floor(Date.now() / 1000),
    });
    await code.save(code.remainingTTL);
    return [200, {}];
  },
  // {account, audience?, expires_in?}: an access token as the device flow ends with.
  async '/peer/token'({ account, audience: other = audience, expires_in: seconds = 600 }) {
    const client = await provider.Client.find('beamlet-cli');
    const scope = 'openid profile groups';
    const token = new provider.AccessToken({
      accountId: account,
      client,
      grantId: await grantOf(account, client, scope),
      scope,
      gty: 'device_code',
      expiresIn: seconds,
    });
    token.resourceServer = new provider.ResourceServer(other, server(other));
    return [200, { access_token: await token.save() }];
  },
  // {keep?}: signs with a new key from now on; publishes the former as well if asked to.
  async '/peer/rotate'({ keep = false }) {
    keys = keep ? [signingKey(), ...keys] : [signingKey()];
    provider = make(keys);
    return [200, { kid: keys[0].kid }];
  },
};

createServer(async (request, response) => {
  const door = request.method === 'POST' && doors[request.url];
  if (!door) {
    provider.callback()(request, response);
    return;
  }
  let body = '';
  for await (const piece of request) body += piece;
  let [status, answer] = [500, {}];
  try {
    [status, answer] = await door(body ? JSON.parse(body) : {});
  } catch (error) {
    answer = { error: String(error) };
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}).listen(Number(port), '127.0.0.1', () => console.log(`issuer ${issuer}`));
