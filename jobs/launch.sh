# Sourced by the jobs: launch CLASS ARGS... runs a job's class in this process, after building what is missing.

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The build is needed once, and again when a source is newer than the jar.
build_if_needed() {
  local jar=$home/target/sparkgan.jar
  if [[ -f $jar && -z $(find "$home/src/main" "$home/conf" "$home/pom.xml" -newer "$jar" -print -quit) ]]; then
    return
  fi
  echo "building sparkgan (a few minutes the first time, while Maven downloads)" >&2
  # Libraries of an older build would stay on the class path.
  rm -rf "$home/target/lib" "$home/target/spark"
  (cd "$home" && mvn -B -ntp -q -Dstyle.color=never package -Dmaven.test.skip=true >&2) || {
    echo "error: the build failed; it needs JDK 17 and Maven 3.8 or newer" >&2
    exit 3
  }
  # Maven leaves a jar alone whose contents are the same.
  touch "$jar"
}

# The value of --master, which spark-submit must know before the job does.
master() {
  while (($#)); do
    case $1 in
      --master) echo "${2-}" && return ;;
      --master=*) echo "${1#*=}" && return ;;
    esac
    shift
  done
}

launch() {
  local class=$1
  shift
  build_if_needed
  # Every worker computes with one thread: two workers of one thread beat one worker of two.
  export OMP_NUM_THREADS=1
  local -a options=()
  [[ -t 1 ]] && options+=(-Dsparkgan.terminal=true)
  local master
  master=$(master "$@")
  local jars
  jars=$(printf '%s\n' "$home"/target/lib/*.jar | paste -sd, -)
  if [[ -n ${SPARK_HOME:-} ]]; then
    exec "$SPARK_HOME/bin/spark-submit" --class "$class" ${master:+--master "$master"} \
      --driver-memory "${SPARKGAN_HEAP:-3g}" \
      ${options[0]+--driver-java-options "${options[*]}"} --jars "$jars" \
      "$home/target/sparkgan.jar" "$@"
  fi
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  if [[ -z $master || $master == local* ]]; then
    # A driver that is its own executor needs no other machine.
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
  else
    options+=("-Dspark.jars=$home/target/sparkgan.jar,$jars")
  fi
  exec "$java" "@$home/conf/jvm.options" "-Xmx${SPARKGAN_HEAP:-3g}" \
    "-Dlog4j2.configurationFile=file:$home/conf/log4j2.properties" "${options[@]}" \
    -cp "$home/target/sparkgan.jar:$home/target/lib/*:$home/target/spark/*" "$class" "$@"
}
