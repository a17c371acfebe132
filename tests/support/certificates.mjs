// Certificates of the tests' own, as openssl makes them: self-signed, for this machine's loopback names, for a day.
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';

/** Makes `name`.crt and `name`.key in `folder`; answers their paths and the certificate's text. */
export function makeCertificate(folder, name, {kind = 'ec'} = {}) {
  const [certificate, key] = ['crt', 'key'].map((end) => path.join(folder, `${name}.${end}`));
  const keyWords = kind === 'ec' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', 'rsa:2048'];
  execFileSync('openssl', ['req', '-x509', ...keyWords, '-nodes', '-keyout', key, '-out', certificate, '-days', '1',
    '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], {stdio: 'pipe'});
  return {certificate, key, pem: readFileSync(certificate, 'utf8')};
}
