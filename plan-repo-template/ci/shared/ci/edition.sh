#!/usr/bin/env bash
# 为一个稿次标签生成要发布的文件，放进 build/release/。
# 用法：bash ci/edition.sh 标签 清单
# 清单是发布页上已有的 manifest.json：有，就按它重新生成并逐个核对摘要，有一个不同就停下；
# 没有这个文件，就生成标签所指的文本（outline/征求意见稿-1），标签没有写文本的，生成稿次与标签相同的各份文本。
set -euo pipefail
tag=$1
manifest=$2

if [ -s "$manifest" ]; then
  plan build --fonts bundled --at "refs/tags/$tag" --verify-against "$manifest"
else
  edition=${tag##*/}
  chosen=(--edition "${edition%%-*}")
  if [ "$edition" != "$tag" ]; then chosen=("${tag%/*}"); fi
  plan build --fonts bundled --at "refs/tags/$tag" --format pdf,docx "${chosen[@]}"
fi
python3 ci/release_files.py build build/release
