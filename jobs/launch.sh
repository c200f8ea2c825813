# Sourced by the jobs: launch CLASS ARGS... runs a job's class in this process, after building what is missing.

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# build_if_needed FILE MAVEN_OPTION: the build is needed once, and again when a source is newer than the file.
build_if_needed() {
  local jar=$home/target/sparkgan.jar
  local -a sources=("$home/src/main" "$home/conf" "$home/pom.xml")
  # Read where they are; and a folder is newer when any file in it is replaced.
  local -a others=(! -path "$home/conf" ! -path "$home/conf/sweeps*" ! -path "$home/conf/spark-defaults.conf")
  if [[ -f $1 && -z $(find "${sources[@]}" "${others[@]}" -newer "$1" -print -quit) ]]; then
    return
  fi
  echo "building sparkgan (a few minutes the first time, while Maven downloads)" >&2
  # Libraries of an older build would stay on the class path.
  rm -rf "$home/target/lib" "$home/target/notebook" "$home/target/spark"
  (cd "$home" && mvn -B -ntp -q -Dstyle.color=never package -Dmaven.test.skip=true "$2" >&2) || {
    echo "error: the build failed; it needs JDK 17 and Maven 3.8 or newer" >&2
    exit 3
  }
  # Maven leaves a jar alone whose contents are the same.
  touch "$jar" "$1"
}

# option NAME ARGS...: the value of an option that spark-submit must know before the job does.
option() {
  local name=$1
  shift
  while (($#)); do
    case $1 in
      "$name") echo "${2-}" && return ;;
      "$name"=*) echo "${1#*=}" && return ;;
    esac
    shift
  done
}

# spark_keys ARGS...: fills the array keys with those of --set that are Spark's own, as spark-submit takes them, and
# master with that of --master or else the last of these.
spark_keys() {
  keys=()
  master=$(option --master "$@")
  local key said=
  while (($#)); do
    key=
    case $1 in
      --set=spark.*) key=${1#*=} ;;
      --set) [[ ${2-} == spark.* ]] && key=$2 ;;
    esac
    case $key in
      '') ;;
      spark.master=*) said=${key#*=} ;;
      *) keys+=(--conf "$key") ;;
    esac
    shift
  done
  master=${master:-$said}
}

# Our defaults and then those of the user's Spark: of a key that is in both the last counts.
spark_defaults() {
  local merged=$home/target/spark-defaults.conf
  local folder=${SPARK_CONF_DIR:-${SPARK_HOME:+$SPARK_HOME/conf}}
  local -a files=("$home/conf/spark-defaults.conf")
  [[ -n $folder && -f $folder/spark-defaults.conf ]] && files+=("$folder/spark-defaults.conf")
  # The user's may hold a secret.
  (umask 077 && cat "${files[@]}" >"$merged.$$" && mv -f "$merged.$$" "$merged")
  echo "$merged"
}

launch() {
  local class=$1
  shift
  local master mode
  local -a keys
  spark_keys "$@"
  mode=$(option --deploy-mode "$@")
  if [[ $mode == cluster ]]; then
    build_if_needed "$home/target/sparkgan-bundle.jar" -Dbundle.skip=false
  else
    build_if_needed "$home/target/sparkgan.jar" -Dbundle.skip=true
  fi
  # Every worker computes with one thread: two workers of one thread beat one worker of two.
  export OMP_NUM_THREADS=1
  case $master in
    # What stays on this machine needs no other.
    '' | local* | spark://127.0.0.1:* | spark://localhost:*) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
  esac
  case $master in
    '' | local | local\[*) [[ -n ${SPARK_HOME:-} ]] || launch_here "$class" "$@" ;;
  esac
  submit "$class" "$master" "$mode" "$@"
}

# java_here ARGS...: becomes a JVM as a job needs it.
java_here() {
  local -a terminal=() more
  [[ -t 1 ]] && terminal=(-Dsparkgan.terminal=true)
  read -ra more <<<"${SPARKGAN_JAVA_OPTIONS-}"
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$home/conf/jvm.options" "-Xmx${SPARKGAN_HEAP:-3g}" ${more[0]+"${more[@]}"} \
    "-Dlog4j2.configurationFile=file:$home/conf/log4j2.properties" "-Dsparkgan.home=$home" \
    ${terminal[0]+"${terminal[@]}"} "$@"
}

# launch_here CLASS ARGS...: without spark-submit, which takes longer.
launch_here() {
  java_here -cp "$home/target/sparkgan.jar:$home/target/lib/*:$home/target/spark/jars/*" "$@"
}

# submit CLASS MASTER MODE ARGS...: by the user's spark-submit, or else by that of target/spark.
submit() {
  local class=$1 master=$2 mode=$3
  shift 3
  local -a options terminal=()
  options=(--class "$class" --properties-file "$(spark_defaults)" --driver-memory "${SPARKGAN_HEAP:-3g}")
  options+=(${master:+--master "$master"} ${mode:+--deploy-mode "$mode"} ${keys[0]+"${keys[@]}"})
  local application=$home/target/sparkgan.jar
  if [[ $mode == cluster ]]; then
    application=$home/target/sparkgan-bundle.jar
  else
    options+=(--jars "$(printf '%s\n' "$home"/target/lib/*.jar | paste -sd, -)")
    [[ -t 1 ]] && terminal=(--driver-java-options -Dsparkgan.terminal=true)
  fi
  if [[ -n ${SPARK_HOME:-} ]]; then
    exec "$SPARK_HOME/bin/spark-submit" "${options[@]}" ${terminal[0]+"${terminal[@]}"} "$application" "$@"
  fi
  export SPARK_HOME=$home/target/spark SPARK_SCALA_VERSION=2.12
  java_here -cp "$SPARK_HOME/jars/*" org.apache.spark.deploy.SparkSubmit "${options[@]}" "$application" "$@"
}
