import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarOf } from './tar.js';

/** Media types of the OCI image specification. */
const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/** An OCI image layout (image-spec, `image-layout.md`) in a directory. An earlier image there is replaced; a directory with other files is refused. */
export class OciLayout {
  #directory;
  #cache;

  /** `cache` is a directory that keeps packed layers, because the one of Node takes long. */
  constructor(directory, cache) {
    this.#directory = directory;
    this.#cache = cache;
    if (existsSync(directory) && readdirSync(directory).length > 0 && !existsSync(join(directory, 'oci-layout'))) {
      throw new Error(`Cannot write an image to "${directory}": it has other files; write a new directory`);
    }
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(join(directory, 'blobs', 'sha256'), { recursive: true });
  }

  /**
   * Adds the image of one architecture and returns its descriptor. Each of `layers` has entries for `tarOf`; `config` is
   * what a container of it is started with.
   */
  addImage({ architecture, layers, config, annotations, time }) {
    const packed = layers.map(({ entries }) => this.#addLayer(entries, time));
    const created = new Date(time * 1000).toISOString().replace('.000Z', 'Z');
    const history = layers.map(({ from }) => ({ created, created_by: from }));
    const rootfs = { type: 'layers', diff_ids: packed.map(({ diffId }) => diffId) };
    const imageConfig = { created, architecture, os: 'linux', config, rootfs, history };
    const manifest = {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: this.#addJson(types.config, imageConfig),
      layers: packed.map(({ descriptor }) => descriptor),
      annotations,
    };
    return { ...this.#addJson(types.manifest, manifest), platform: { architecture, os: 'linux' } };
  }

  /** Names the images `tag` and returns the digest of all of them. */
  finish(manifests, tag, annotations) {
    const index = this.#addJson(types.index, { schemaVersion: 2, mediaType: types.index, manifests, annotations });
    const named = { ...index, annotations: { 'org.opencontainers.image.ref.name': tag } };
    this.#write('index.json', JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests: [named] }));
    this.#write('oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    return index.digest;
  }

  #addLayer(entries, time) {
    const tar = tarOf(entries, time);
    const diffId = digestOf(tar);
    return { descriptor: this.#addBlob(types.layer, this.#packed(tar, diffId)), diffId };
  }

  /** Uses gzip(1) and not zlib of Node, whose output depends on the processor. */
  #packed(tar, diffId) {
    const kept = join(this.#cache, `${diffId.replace(':', '-')}.tar.gz`);
    if (existsSync(kept)) return readFileSync(kept);
    const packed = execFileSync('gzip', ['-n', '-6'], { input: tar, maxBuffer: 1 << 29 });
    writeFileSync(`${kept}.new`, packed);
    renameSync(`${kept}.new`, kept);
    return packed;
  }

  #addJson(mediaType, value) {
    return this.#addBlob(mediaType, Buffer.from(JSON.stringify(value)));
  }

  #addBlob(mediaType, bytes) {
    const digest = digestOf(bytes);
    this.#write(join('blobs', ...digest.split(':')), bytes);
    return { mediaType, digest, size: bytes.length };
  }

  #write(name, content) {
    writeFileSync(join(this.#directory, name), content);
  }
}

function digestOf(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
