# Makes a Debian image with tools that are not ours and pushes it three ways: $1 is the registry.
PATH=$PATH:/usr/sbin:/sbin
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -1)
codename=$(. /etc/os-release; echo "$VERSION_CODENAME")
debootstrap --variant=minbase "$codename" rootfs "$mirror" >debootstrap.log 2>&1 || { tail -20 debootstrap.log; exit 1; }
umoci init --layout layout
umoci new --image layout:debian
umoci insert --image layout:debian rootfs / >umoci.log
umoci config --image layout:debian --config.cmd /bin/bash --config.env LANG=C.UTF-8
push="skopeo --insecure-policy copy --quiet --dest-tls-verify=false"
$push oci:layout:debian "docker://$1/debian:gzip"

# The same with its layer in zstd: skopeo of some ages does not compress again, so the layer is made here.
manifest=$(jq -r '.manifests[0].digest' layout/index.json | cut -d: -f2)
layer=$(jq -r '.layers[0].digest' "layout/blobs/sha256/$manifest" | cut -d: -f2)
mkdir -p zstd/blobs/sha256
gzip -dc "layout/blobs/sha256/$layer" | zstd -q -3 -T0 >zstd/layer
digest=$(sha256sum zstd/layer | cut -d' ' -f1)
config=$(jq -r '.config.digest' "layout/blobs/sha256/$manifest" | cut -d: -f2)
cp "layout/blobs/sha256/$config" zstd/blobs/sha256/
jq -c --arg d "sha256:$digest" --argjson s "$(stat -c %s zstd/layer)" \
  '.layers[0] = {mediaType: "application/vnd.oci.image.layer.v1.tar+zstd", digest: $d, size: $s}' \
  "layout/blobs/sha256/$manifest" >zstd/manifest
mv zstd/layer "zstd/blobs/sha256/$digest"
name=$(sha256sum zstd/manifest | cut -d' ' -f1)
size=$(stat -c %s zstd/manifest)
mv zstd/manifest "zstd/blobs/sha256/$name"
cp layout/oci-layout zstd/
echo "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$name\",\"size\":$size,\"annotations\":{\"org.opencontainers.image.ref.name\":\"debian\"}}]}" >zstd/index.json
$push --preserve-digests oci:zstd:debian "docker://$1/debian:zstd"

# An index of two platforms: this one's, and one that must not be chosen.
other='{"architecture":"s390x","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'
od=$(printf %s "$other" | sha256sum | cut -d' ' -f1)
printf %s "$other" >"layout/blobs/sha256/$od"
om="{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:$od\",\"size\":${#other}},\"layers\":[]}"
omd=$(printf %s "$om" | sha256sum | cut -d' ' -f1)
printf %s "$om" >"layout/blobs/sha256/$omd"
msize=$(stat -c %s "layout/blobs/sha256/$manifest")
arch=$(jq -r .architecture "layout/blobs/sha256/$config")
index="{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$omd\",\"size\":${#om},\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}},{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$manifest\",\"size\":$msize,\"platform\":{\"os\":\"linux\",\"architecture\":\"$arch\"}}]}"
id=$(printf %s "$index" | sha256sum | cut -d' ' -f1)
printf %s "$index" >"layout/blobs/sha256/$id"
echo "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\"sha256:$id\",\"size\":${#index},\"annotations\":{\"org.opencontainers.image.ref.name\":\"two\"}}]}" >index2.json
cp layout/index.json index1.json
cp index2.json layout/index.json
$push --all --preserve-digests oci:layout:two "docker://$1/debian:two"
cp index1.json layout/index.json
umoci unpack --image layout:debian bundle >unpack.log 2>&1
